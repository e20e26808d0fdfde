package dev.sluice.dataplane.routing;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A draw in which each variant has as many tickets as its weight says. */
final class WeightedChoice {
  /** {@code limits[i]} is the sum of the weights up to and with variant i. */
  private final long[] limits;

  private final RandomGenerator dice;

  /**
   * @param variants at least one
   */
  WeightedChoice(List<Variant> variants, RandomGenerator dice) {
    if (variants.isEmpty() || variants.stream().anyMatch(variant -> variant.weight() <= 0)) {
      throw new IllegalArgumentException("a draw needs weights above 0: " + variants);
    }
    limits = variants.stream().mapToLong(Variant::weight).toArray();
    Arrays.parallelPrefix(limits, Long::sum);
    this.dice = dice;
  }

  /** Index of a variant. */
  int draw() {
    long ticket = dice.nextLong(limits[limits.length - 1]);
    int index = 0;
    while (ticket >= limits[index]) {
      index++;
    }
    return index;
  }
}
