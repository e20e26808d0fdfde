package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.tls.ClientTls;

/**
 * How bytes reach the endpoints of a backend. The same object as long as nothing changes that
 * connections rest on: one that was made with another is not used again.
 */
sealed interface Link {
  Link PLAIN = new Plain();
  Link UNUSABLE = new Unusable();

  /** TCP alone. */
  record Plain() implements Link {}

  record Secured(ClientTls tls) implements Link {}

  /**
   * TLS is wanted, and what it needs is not there: nobody connects, which is better than without.
   */
  record Unusable() implements Link {}
}
