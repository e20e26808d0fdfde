package dev.sluice.dataplane.upstream.balance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * An order in which each index comes as often as its weight says, and never more often in a row
 * than it must: earliest deadline first.
 */
final class SmoothSchedule {
  /** Longer ones are shortened, which costs a little precision and no index its turn. */
  private static final int LONGEST = 4_096;

  private SmoothSchedule() {}

  private record Turn(double deadline, int index, int done) {}

  /**
   * @param weights each 1 or more
   */
  static int[] of(int[] weights) {
    int[] turns = turns(weights);
    PriorityQueue<Turn> due =
        new PriorityQueue<>(
            Comparator.comparingDouble(Turn::deadline).thenComparingInt(Turn::index));
    for (int i = 0; i < turns.length; i++) {
      due.add(new Turn(0.5 / turns[i], i, 0));
    }
    int[] schedule = new int[Arrays.stream(turns).sum()];
    for (int slot = 0; slot < schedule.length; slot++) {
      Turn turn = due.remove();
      schedule[slot] = turn.index();
      int done = turn.done() + 1;
      if (done < turns[turn.index()]) {
        due.add(new Turn((done + 0.5) / turns[turn.index()], turn.index(), done));
      }
    }
    return schedule;
  }

  private static int[] turns(int[] weights) {
    int divisor = Arrays.stream(weights).reduce(0, SmoothSchedule::gcd);
    long total = Arrays.stream(weights).asLongStream().sum() / divisor;
    return Arrays.stream(weights)
        .map(weight -> weight / divisor)
        .map(
            weight ->
                total <= LONGEST
                    ? weight
                    : Math.max(1, (int) Math.round((double) weight * LONGEST / total)))
        .toArray();
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
