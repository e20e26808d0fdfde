package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import io.undertow.util.HttpString;
import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a try that came to nothing is repeated. Whatever the policy says, never once a byte of a
 * final answer has gone to the client, and never a request that cannot be sent again from its first
 * byte. A method that is not listed is repeated only when nothing of the request was sent.
 */
final class RetryDecision {
  private final int extraTries;
  private final boolean onConnectFailure;
  private final boolean onReset;
  private final BitSet codes = new BitSet();
  private final Set<HttpString> methods;

  RetryDecision(RetryPolicy policy) {
    extraTries = policy.attempts();
    onConnectFailure = policy.on().contains(RetryCondition.CONNECT_FAILURE);
    onReset = policy.on().contains(RetryCondition.RESET);
    if (policy.on().contains(RetryCondition.STATUS)) {
      policy.codes().forEach(codes::set);
    }
    methods = policy.methods().stream().map(HttpString::new).collect(Collectors.toSet());
  }

  /** Whether a request of this method may reach a backend twice. */
  boolean repeats(HttpString method) {
    return extraTries > 0 && methods.contains(method);
  }

  /**
   * @param tries so far
   * @param sent whether a byte of the request was handed to the socket
   * @param answered whether a byte of an answer arrived
   * @param reused whether the connection came from the pool
   * @param replayable whether all of the request can be sent again
   */
  boolean failure(
      FailureKind kind,
      int tries,
      boolean sent,
      boolean answered,
      boolean reused,
      boolean replayable,
      HttpString method) {
    if (tries > extraTries || answered || !replayable) {
      return false;
    }
    return switch (kind) {
      case UPSTREAM_CONNECT_FAILED,
          UPSTREAM_CONNECT_TIMEOUT,
          UPSTREAM_TLS_FAILED,
          UPSTREAM_ADDRESS_FORBIDDEN ->
          !sent && onConnectFailure;
      // A pooled connection that is found closed was as good as none.
      case UPSTREAM_RESET ->
          sent
              ? methods.contains(method) && (onReset || (reused && onConnectFailure))
              : onReset || onConnectFailure;
      // The time of this try is up; that of the request would have ended it at once.
      case UPSTREAM_TIMEOUT ->
          sent ? onReset && methods.contains(method) : onReset || onConnectFailure;
      default -> false;
    };
  }

  /** Whether a whole head with this status is dropped for another try. */
  boolean status(int status, int tries, boolean replayable, HttpString method) {
    return codes.get(status) && tries <= extraTries && replayable && methods.contains(method);
  }
}
