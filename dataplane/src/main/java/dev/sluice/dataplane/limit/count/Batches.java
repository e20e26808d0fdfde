package dev.sluice.dataplane.limit.count;

import java.util.Arrays;

/**
 * What was taken in the batches of a window that take no more, the oldest first. Grows with what is
 * used: most keys of most limits are seen a few times. For one thread at a time.
 */
final class Batches {
  static final int MOST = 256;
  private static final int FEWEST = 4;

  /** Of all that have none yet, which are many. */
  private static final long[] NO_LASTS = {};

  private static final int[] NO_COUNTS = {};

  private long[] lasts = NO_LASTS;
  private int[] counts = NO_COUNTS;
  private int first;
  private int size;
  private long sum;

  /** How many bytes it takes: 16 for each of the two arrays, and 12 for each place. */
  int bytes() {
    return lasts.length == 0 ? 0 : 2 * 16 + 12 * lasts.length;
  }

  int size() {
    return size;
  }

  /** Of all of them. */
  long sum() {
    return sum;
  }

  long count(int number) {
    return counts[place(number)];
  }

  /** When the last of that batch was taken. */
  long last(int number) {
    return lasts[place(number)];
  }

  /** Makes room for one more, so that {@link #add} needs no memory. */
  boolean hasRoom() {
    if (size < counts.length) {
      return true;
    }
    if (size == MOST) {
      return false;
    }
    int more = Math.max(FEWEST, 2 * size);
    long[] moreLasts = Arrays.copyOf(lasts, more);
    int[] moreCounts = Arrays.copyOf(counts, more);
    for (int i = 0; i < size; i++) {
      moreLasts[i] = last(i);
      moreCounts[i] = (int) count(i);
    }
    lasts = moreLasts;
    counts = moreCounts;
    first = 0;
    return true;
  }

  void add(long last, long count) {
    int place = place(size);
    lasts[place] = last;
    counts[place] = (int) count;
    sum += count;
    size++;
  }

  /** What there was in the oldest. */
  long removeOldest() {
    long count = count(0);
    first = place(1);
    size--;
    sum -= count;
    return count;
  }

  /** Takes so much out of it, or all of it. */
  long takeOut(int number, long cost) {
    long out = Math.min(cost, count(number));
    counts[place(number)] -= (int) out;
    sum -= out;
    return out;
  }

  private int place(int number) {
    return first + number & counts.length - 1;
  }
}
