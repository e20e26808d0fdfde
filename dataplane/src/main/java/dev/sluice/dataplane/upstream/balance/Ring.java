package dev.sluice.dataplane.upstream.balance;

import java.util.Arrays;

/**
 * Candidates on a circle of hashes, each at many points; a key belongs to the point that follows
 * it. Where they stand depends on their names alone: one that joins takes a share of the keys of
 * each other, one that leaves gives its keys to the others, and no other key moves.
 */
final class Ring {
  /** Of the smallest weight. More make the shares more even and the ring longer. */
  private static final int POINTS = 128;

  private static final int OWNER_BITS = 17;
  private static final int OWNER = (1 << OWNER_BITS) - 1;

  /** Sorted. The lowest bits of a point say whose it is. */
  private final long[] points;

  private Ring(long[] points) {
    this.points = points;
  }

  /**
   * @param names distinct, fewer than 2^17
   * @param weights each 1 or more
   */
  static Ring of(String[] names, int[] weights) {
    double least = Arrays.stream(weights).min().orElse(1);
    double total = Arrays.stream(weights).asLongStream().sum();
    double each = Math.min(POINTS / least, OWNER / total);
    int[] counts = Arrays.stream(weights).map(w -> Math.max(1, (int) (w * each))).toArray();
    long[] points = new long[Arrays.stream(counts).sum()];
    int at = 0;
    for (int owner = 0; owner < names.length; owner++) {
      long seed = StableHash.of(names[owner]);
      for (int i = 0; i < counts[owner]; i++) {
        points[at++] = StableHash.mix(seed + i) & ~OWNER | owner;
      }
    }
    Arrays.sort(points);
    return new Ring(points);
  }

  int size() {
    return points.length;
  }

  /** The place on the ring that a key belongs to. */
  int place(long key) {
    int found = Arrays.binarySearch(points, key);
    int place = found < 0 ? -found - 1 : found;
    return place == points.length ? 0 : place;
  }

  /** Whose place that is. */
  int owner(int place) {
    return (int) points[place] & OWNER;
  }
}
