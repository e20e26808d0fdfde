package dev.sluice.dataplane.listener;

import java.util.Optional;

/**
 * What differs between listeners; all else is fixed by the hardening table.
 *
 * @param proxyProtocol every connection must begin with a PROXY protocol header
 * @param tls without it the listener speaks plain text
 */
public record ListenerOptions(boolean proxyProtocol, Optional<TlsFront> tls) {
  public static final ListenerOptions DEFAULT = plain(false);

  public static ListenerOptions plain(boolean proxyProtocol) {
    return new ListenerOptions(proxyProtocol, Optional.empty());
  }

  /** Whether connections that were accepted under the other may go on under this. */
  boolean admitsAlike(ListenerOptions other) {
    return proxyProtocol == other.proxyProtocol
        && tls.isPresent() == other.tls.isPresent()
        && (tls.isEmpty() || tls.get().tls().admitsAlike(other.tls.orElseThrow().tls()));
  }
}
