package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;

/**
 * Whose fault the end of an attempt is, and how long its endpoint took: what the circuit breaker
 * and all that watch the endpoint go by. Time that the client or a token took is not the
 * endpoint's.
 */
final class Blame {
  private static final long STALL_NANOS = 1_000_000_000;

  private Blame() {}

  /** How long the endpoint has had the next move, without the time that its client took. */
  static long nanos(Attempt attempt) {
    return System.nanoTime() - attempt.body().resumedAfter(attempt.since());
  }

  /** The head of the final answer is there. */
  static void answered(Attempt attempt, int status) {
    long nanos = nanos(attempt);
    BreakerCall call = attempt.call();
    if (call != null) {
      call.answered(status, nanos);
    }
    attempt.endpoint().upstream().outcomes().answered(attempt.endpoint(), status, nanos);
  }

  /** The attempt came to nothing. */
  static void failed(Attempt attempt, FailureKind kind) {
    if (!kind.ofEndpoint() || hangsUpWithReason(attempt, kind) || hasNotTheMove(attempt, kind)) {
      return;
    }
    long nanos = nanos(attempt);
    BreakerCall call = attempt.call();
    if (call != null) {
      call.failed(nanos);
    }
    attempt.endpoint().upstream().outcomes().failed(attempt.endpoint(), kind, nanos);
  }

  /**
   * A pooled connection found dead says nothing of the endpoint, and who is kept waiting with half
   * a request may hang up.
   */
  private static boolean hangsUpWithReason(Attempt attempt, FailureKind kind) {
    return kind == FailureKind.UPSTREAM_RESET
        && !attempt.answered()
        && (attempt.reused() || attempt.body().pauseNanos() > STALL_NANOS);
  }

  /** It waits for the client to take what it has said, or has hardly been asked yet. */
  private static boolean hasNotTheMove(Attempt attempt, FailureKind kind) {
    return kind == FailureKind.UPSTREAM_TIMEOUT
        && (attempt.awaitsToken() || attempt.awaitsClient() || clientTookLonger(attempt));
  }

  private static boolean clientTookLonger(Attempt attempt) {
    RequestRelay body = attempt.body();
    long since = attempt.since();
    return body.awaitsClient() || body.resumedAfter(since) - since > nanos(attempt);
  }
}
