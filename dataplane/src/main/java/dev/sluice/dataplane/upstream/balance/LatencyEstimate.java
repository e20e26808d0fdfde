package dev.sluice.dataplane.upstream.balance;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long answers take, as a moving average that forgets within seconds and believes a peak at
 * once. Written and read by any number of threads, without a lock.
 */
public final class LatencyEstimate {
  /** After so long an observation counts a third. */
  private static final double DECAY_MILLIS = 10_000;

  private static final long NANOS_IN_MILLI = 1_000_000;

  /** The average in nanoseconds as a float, above the time in milliseconds of the last change. */
  private final AtomicLong state = new AtomicLong();

  /**
   * @param nanos that an answer took
   * @param now as {@link System#nanoTime} tells it
   */
  public void observe(long nanos, long now) {
    long before;
    long after;
    do {
      before = state.get();
      double average = Float.intBitsToFloat((int) (before >>> 32));
      double kept = kept((int) before, now);
      double next = nanos > average ? nanos : average * kept + nanos * (1 - kept);
      after = (long) Float.floatToRawIntBits((float) next) << 32 | millis(now) & 0xFFFFFFFFL;
    } while (!state.compareAndSet(before, after));
  }

  /** What to expect now; 0 when nothing is known, or was known long ago. */
  public double nanos(long now) {
    long current = state.get();
    float average = Float.intBitsToFloat((int) (current >>> 32));
    return average == 0 ? 0 : average * kept((int) current, now);
  }

  private static double kept(int since, long now) {
    // The difference is right even when the counter has turned over.
    return Math.exp(-Math.max(0, millis(now) - since) / DECAY_MILLIS);
  }

  private static int millis(long now) {
    return (int) (now / NANOS_IN_MILLI);
  }
}
