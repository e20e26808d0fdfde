package dev.sluice.snapshot;

/** What requests must agree in to share a counter. */
public sealed interface LimitKeyPart {
  /**
   * The network around the client's address.
   *
   * @param ipv4Bits of the address that count
   * @param ipv6Bits likewise
   */
  record ClientNetwork(int ipv4Bits, int ipv6Bits) implements LimitKeyPart {}

  /** Who asks; without a name, the client's network. */
  record User() implements LimitKeyPart {}

  record Tenant() implements LimitKeyPart {}

  record ApiKey() implements LimitKeyPart {}

  /** The rule that takes the request. */
  record Rule() implements LimitKeyPart {}

  /**
   * @param name in lower case
   */
  record Header(String name) implements LimitKeyPart {}

  record Claim(String name) implements LimitKeyPart {}
}
