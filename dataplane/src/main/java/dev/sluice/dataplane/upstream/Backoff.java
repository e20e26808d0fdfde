package dev.sluice.dataplane.upstream;

import io.github.resilience4j.core.IntervalFunction;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before an extra try: twice as long as before the one before it, and a half more
 * or less at random, so that the clients of a backend that stumbled do not come back in step.
 */
final class Backoff {
  private static final double MULTIPLIER = 2;
  private static final double JITTER = 0.5;

  private final @Nullable IntervalFunction intervals;
  private final long maxMillis;

  /**
   * @param baseMillis the first wait on average; 0 for none at all
   */
  Backoff(long baseMillis, long maxMillis) {
    this.maxMillis = maxMillis;
    intervals =
        baseMillis == 0 || maxMillis == 0
            ? null
            : IntervalFunction.ofExponentialRandomBackoff(
                Math.min(baseMillis, maxMillis), MULTIPLIER, JITTER, maxMillis);
  }

  /**
   * @param extra which extra try, from 1
   */
  long millis(int extra) {
    // The bound of the interval function is that of the average: jitter comes on top.
    return intervals == null ? 0 : Math.min(maxMillis, intervals.apply(extra));
  }
}
