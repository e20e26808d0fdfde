package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Set;

/**
 * Whether a failed attempt is repeated: once, when the backend cannot have acted on the request, or
 * gave up a pooled connection without a byte of an answer to a request that may be repeated.
 */
final class RetryDecision {
  private static final int MAX_ATTEMPTS = 2;

  /** RFC 9110, section 9.2.2. */
  private static final Set<HttpString> IDEMPOTENT =
      Set.of(
          Methods.GET, Methods.HEAD, Methods.OPTIONS, Methods.PUT, Methods.DELETE, Methods.TRACE);

  private RetryDecision() {}

  /**
   * @param attempts so far
   * @param sent whether a byte of the request was handed to the socket
   * @param answered whether a byte of an answer arrived
   * @param reused whether the connection came from the pool
   * @param replayable whether all of the request can be sent again
   */
  static boolean retry(
      FailureKind kind,
      int attempts,
      boolean sent,
      boolean answered,
      boolean reused,
      boolean replayable,
      HttpString method) {
    if (attempts >= MAX_ATTEMPTS || answered || !replayable) {
      return false;
    }
    return switch (kind) {
      case UPSTREAM_CONNECT_FAILED, UPSTREAM_CONNECT_TIMEOUT -> !sent;
      case UPSTREAM_RESET -> !sent || (reused && idempotent(method));
      default -> false;
    };
  }

  static boolean idempotent(HttpString method) {
    return IDEMPOTENT.contains(method);
  }
}
