package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.reply.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests that end on one rule. Made when the runtime is built, so that a request looks
 * up no labels.
 */
public interface RouteMeter {
  RouteMeter NONE = (status, failure, nanos, bytesIn, bytesOut) -> {};

  /**
   * @param status as the client got it, or would have got it
   * @param nanos from the request head to the end, or to the handshake of a tunnel
   * @param bytesIn of the request's body
   * @param bytesOut of the response's body
   */
  void ended(int status, @Nullable FailureKind failure, long nanos, long bytesIn, long bytesOut);

  /** It was decided whether a request might pass. */
  default void decided(AccessDecision decision) {}

  /** The request that ended used what is deprecated. */
  default void deprecated() {}
}
