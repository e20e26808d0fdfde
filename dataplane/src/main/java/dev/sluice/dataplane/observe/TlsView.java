package dev.sluice.dataplane.observe;

import dev.sluice.snapshot.ObjectKey;
import java.time.Instant;
import java.util.List;

/**
 * TLS of all listeners at one moment.
 *
 * @param completed handshakes since the start
 * @param failed connections that ended without one, since the start
 */
public record TlsView(long completed, long failed, List<Shown> certificates) {
  public TlsView {
    certificates = List.copyOf(certificates);
  }

  /**
   * A certificate that a listener has to show.
   *
   * @param expiry when the first of its chain ends
   */
  public record Shown(String listener, ObjectKey secret, Instant expiry) {}
}
