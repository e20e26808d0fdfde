package dev.sluice.snapshot;

/**
 * A socket that accepts downstream connections.
 *
 * @param port 1 to 65535, or 0 for a free one (command line only)
 * @param proxyProtocol the peer must begin each connection with a PROXY protocol v1 or v2 header
 */
public record Listener(String name, int port, ListenerProtocol protocol, boolean proxyProtocol) {}
