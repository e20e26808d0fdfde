package dev.sluice.snapshot;

/** How the endpoints of a backend become known. */
public sealed interface BackendLocation extends BackendPart {
  BackendLocation LISTED = new Listed();

  /** They are told: its {@link EndpointSet} has them. */
  record Listed() implements BackendLocation {}

  /**
   * The data plane asks the DNS for them, again whenever the answer's time to live is over.
   *
   * @param hostname in lower case, without a trailing dot
   */
  record Dns(String hostname, int port) implements BackendLocation {}
}
