package dev.sluice.dataplane.upstream.breaker;

import dev.sluice.snapshot.CircuitBreaker.On;
import dev.sluice.snapshot.Timeout;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The calls of the last seconds, and whether too many of them failed or were slow: resilience4j's
 * breaker, of which the closed state is used. May be used from any thread; a call costs a short
 * lock, and nothing is published while nobody listens.
 */
final class CallWindow {
  /** The library wants one; nobody ever looks at it. */
  private static final Exception FAILURE = new Failure();

  private final On policy;
  private final CircuitBreaker library;

  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure() {
      super("a call failed", null, false, false);
    }
  }

  CallWindow(String name, On policy, Clock clock) {
    this.policy = policy;
    CircuitBreakerConfig.Builder config =
        CircuitBreakerConfig.custom()
            .clock(clock)
            .failureRateThreshold(policy.failureRatePercent())
            .slidingWindow(
                Math.toIntExact(Math.max(1, policy.windowMillis() / 1_000)),
                policy.minimumCalls(),
                SlidingWindowType.TIME_BASED,
                SlidingWindowSynchronizationStrategy.SYNCHRONIZED);
    if (policy.slowCall() instanceof Timeout.After(long millis)) {
      config
          .slowCallRateThreshold(policy.slowCallRatePercent())
          .slowCallDurationThreshold(Duration.ofMillis(millis));
    } else {
      config.slowCallDurationThreshold(Duration.ofNanos(Long.MAX_VALUE));
    }
    library = CircuitBreaker.of(name, config.build());
  }

  /** Whether what was counted under one policy can be judged by the other. */
  boolean fits(On other) {
    return policy.failureRatePercent() == other.failureRatePercent()
        && policy.slowCallRatePercent() == other.slowCallRatePercent()
        && policy.slowCall().equals(other.slowCall())
        && policy.minimumCalls() == other.minimumCalls()
        && policy.windowMillis() == other.windowMillis();
  }

  void succeeded(long nanos) {
    library.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  void failed(long nanos) {
    library.onError(nanos, TimeUnit.NANOSECONDS, FAILURE);
  }

  /** Whether a threshold was exceeded; until {@link #clear}. */
  boolean exceeded() {
    return library.getState() != CircuitBreaker.State.CLOSED;
  }

  void clear() {
    library.reset();
  }

  int calls() {
    return library.getMetrics().getNumberOfBufferedCalls();
  }

  int failures() {
    return library.getMetrics().getNumberOfFailedCalls();
  }

  int slowCalls() {
    return library.getMetrics().getNumberOfSlowCalls();
  }

  @Override
  public String toString() {
    return failures() + " of " + calls() + " calls failed, " + slowCalls() + " were slow";
  }
}
