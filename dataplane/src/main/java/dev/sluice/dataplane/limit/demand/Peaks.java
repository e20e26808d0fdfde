package dev.sluice.dataplane.limit.demand;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many windows of keys had which peak, in steps of a quarter or less: up to 8 each number has
 * its own.
 */
final class Peaks {
  private static final int STEPS = 4;
  private static final int SIZE = STEPS * 30;

  private final AtomicLongArray windows = new AtomicLongArray(SIZE);

  /**
   * @param peak 1 or more
   * @param weight how many keys it stands for
   */
  void add(long peak, long weight) {
    windows.addAndGet(index(peak), weight);
  }

  /** By the largest peak of each step; steps without any are left out. */
  SortedMap<Long, Long> counts() {
    SortedMap<Long, Long> counts = new TreeMap<>();
    for (int i = 0; i < SIZE; i++) {
      long count = windows.get(i);
      if (count > 0) {
        counts.merge(largest(i), count, Long::sum);
      }
    }
    return counts;
  }

  static long step(long peak) {
    return largest(index(peak));
  }

  private static int index(long peak) {
    if (peak <= STEPS) {
      return (int) Math.max(0, peak - 1);
    }
    int octave = 63 - Long.numberOfLeadingZeros(peak - 1);
    int part = (int) (peak - 1 >>> octave - 2) & STEPS - 1;
    return Math.min(SIZE - 1, (octave - 1) * STEPS + part);
  }

  private static long largest(int index) {
    if (index < STEPS) {
      return index + 1L;
    }
    int octave = index / STEPS + 1;
    return (long) (STEPS + index % STEPS + 1) << octave - 2;
  }
}
