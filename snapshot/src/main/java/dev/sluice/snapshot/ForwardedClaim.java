package dev.sluice.snapshot;

/**
 * A claim that backends are told of.
 *
 * @param claim its name
 * @param header in lower case; removed from what clients send, always
 */
public record ForwardedClaim(String claim, String header) {}
