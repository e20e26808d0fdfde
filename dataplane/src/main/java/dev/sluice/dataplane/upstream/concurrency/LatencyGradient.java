package dev.sluice.dataplane.upstream.concurrency;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit that follows the latency, after Netflix's gradient: where answers take as long as they
 * use to, it grows by about its root; where they take longer, it shrinks by as much. Judged over a
 * tenth of a second or ten answers, whichever is longer; not raised while it is not needed.
 *
 * <p>May be used from any thread: samples are counted without a lock, and one thread at a time
 * judges them.
 */
final class LatencyGradient {
  private static final long WINDOW_NANOS = 100_000_000;
  private static final int LEAST_SAMPLES = 10;
  private static final int FIRST = 20;

  /** So much longer than usual is no reason yet. */
  private static final double TOLERANCE = 1.5;

  private static final double SMOOTHING = 0.2;

  /** How much one window counts in what is usual: some hundred windows make a habit. */
  private static final double HABIT = 0.01;

  private static final double WARM_UP = 0.2;
  private static final int WARM_UP_WINDOWS = 10;

  private final int min;
  private final int max;
  private final AtomicLong sum = new AtomicLong();
  private final AtomicLong count = new AtomicLong();
  private volatile double limit;
  private volatile long windowEnd;
  private double usual;
  private int windows;

  LatencyGradient(int min, int max) {
    this(min, max, FIRST);
  }

  private LatencyGradient(int min, int max, double first) {
    this.min = min;
    this.max = max;
    limit = Math.clamp(first, min, max);
  }

  /** Where it stands, within other bounds. */
  synchronized LatencyGradient within(int newMin, int newMax) {
    if (newMin == min && newMax == max) {
      return this;
    }
    LatencyGradient next = new LatencyGradient(newMin, newMax, limit);
    next.usual = usual;
    next.windows = windows;
    return next;
  }

  int limit() {
    return (int) limit;
  }

  /**
   * @return whether the limit was raised
   */
  boolean sample(long nanos, int inFlight, long now) {
    sum.addAndGet(nanos);
    long samples = count.incrementAndGet();
    if (windowEnd == 0) {
      windowEnd = now + WINDOW_NANOS;
    }
    return samples >= LEAST_SAMPLES && now - windowEnd >= 0 && judge(inFlight, now);
  }

  private synchronized boolean judge(int inFlight, long now) {
    if (now - windowEnd < 0) {
      return false;
    }
    windowEnd = now + WINDOW_NANOS;
    long samples = count.getAndSet(0);
    double recent = (double) sum.getAndSet(0) / Math.max(1, samples);
    if (samples == 0 || recent <= 0) {
      return false;
    }
    usual(recent);
    double before = limit;
    double gradient = Math.clamp(TOLERANCE * usual / recent, 0.5, 1.0);
    double wanted = before * gradient + Math.sqrt(before);
    boolean needed = inFlight * 2 >= before;
    if (wanted > before && !needed) {
      return false;
    }
    limit = Math.clamp(before + (wanted - before) * SMOOTHING, min, max);
    return limit > before;
  }

  private void usual(double recent) {
    windows++;
    double weight = windows <= WARM_UP_WINDOWS ? WARM_UP : HABIT;
    usual = windows == 1 ? recent : usual + (recent - usual) * weight;
    if (usual > 2 * recent) {
      // It was slow for long and has recovered: the habit must not hide the next trouble.
      usual *= 0.95;
    }
  }
}
