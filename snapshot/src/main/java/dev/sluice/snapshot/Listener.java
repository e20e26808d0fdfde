package dev.sluice.snapshot;

import java.util.List;

/**
 * A socket that accepts downstream connections.
 *
 * @param port 1 to 65535, or 0 for a free one (command line only)
 * @param proxyProtocol the peer must begin each connection with a PROXY protocol v1 or v2 header
 * @param hostnames that it serves; empty: all
 * @param redirect for plain text
 */
public record Listener(
    String name,
    int port,
    ListenerProtocol protocol,
    boolean proxyProtocol,
    List<HostPattern> hostnames,
    ListenerTls tls,
    HttpsRedirect redirect) {
  public Listener {
    hostnames = List.copyOf(hostnames);
  }

  /** The same at another port. */
  public Listener at(int other) {
    return new Listener(name, other, protocol, proxyProtocol, hostnames, tls, redirect);
  }

  /** In plain text, for all hosts. */
  public static Listener http(String name, int port, boolean proxyProtocol) {
    return new Listener(
        name,
        port,
        ListenerProtocol.HTTP,
        proxyProtocol,
        List.of(),
        ListenerTls.OFF,
        HttpsRedirect.OFF);
  }
}
