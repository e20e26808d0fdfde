package dev.sluice.dataplane.limit.demand;

import java.util.concurrent.atomic.LongAdder;

/**
 * What one key asks: a window that ends now, in eighths, and the most that it ever had since the
 * last whole window began.
 */
final class KeyWindow {
  static final int PARTS = 8;

  final long key;

  private final LongAdder asked = new LongAdder();
  private final long[] parts = new long[PARTS];
  private volatile long tick;
  private long peak;

  KeyWindow(long key, long tick) {
    this.key = key;
    this.tick = tick;
  }

  /** What comes at the turn of an eighth may count for the next. */
  void add(long cost, long now, Peaks peaks, long weight) {
    if (tick < now) {
      turn(now, peaks, weight);
    }
    asked.add(cost);
  }

  /** Writes down the peak of the window if that is over. */
  synchronized void turn(long now, Peaks peaks, long weight) {
    long from = tick;
    if (now <= from) {
      return;
    }
    parts[(int) (from % PARTS)] = asked.sumThenReset();
    peak = Math.max(peak, sum());
    for (long gone = from + 1; gone <= Math.min(now, from + PARTS); gone++) {
      parts[(int) (gone % PARTS)] = 0;
    }
    if (now / PARTS != from / PARTS) {
      if (peak > 0) {
        peaks.add(peak, weight);
      }
      peak = 0;
    }
    tick = now;
  }

  private long sum() {
    long sum = 0;
    for (long part : parts) {
      sum += part;
    }
    return sum;
  }

  /** The most in the window that is not over. */
  synchronized long peak() {
    return Math.max(peak, sum() + asked.sum());
  }

  /** Nothing was asked in the last whole window. */
  synchronized boolean isIdle() {
    return peak == 0 && sum() == 0 && asked.sum() == 0;
  }
}
