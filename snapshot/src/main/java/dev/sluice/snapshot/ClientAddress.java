package dev.sluice.snapshot;

import java.util.List;

/** Whose word counts for where a request comes from. */
public sealed interface ClientAddress {
  /** The peer of the TCP connection. Forwarding headers are replaced. */
  record Peer() implements ClientAddress {}

  /**
   * A fixed number of trusted proxies stands in front: the client is the {@code hops}-th entry of
   * the header, counted from the right.
   *
   * @param hops 1 or more
   * @param header in lower case, for instance {@code x-forwarded-for}
   */
  record TrustedHops(int hops, String header) implements ClientAddress {}

  /**
   * The client is the first address of the header, from the right, that is not in these networks;
   * the header is read only when the peer itself is in them.
   *
   * @param cidrs canonical CIDR notation, sorted
   * @param header in lower case
   */
  record TrustedNetworks(List<String> cidrs, String header) implements ClientAddress {
    public TrustedNetworks {
      cidrs = cidrs.stream().sorted().toList();
    }
  }
}
