package dev.sluice.snapshot;

/**
 * @param request from the whole request head to the last byte of the response; tunnels (WebSocket)
 *     and event streams leave it behind once their response begins
 */
public record RouteTimeouts(Timeout request) {}
