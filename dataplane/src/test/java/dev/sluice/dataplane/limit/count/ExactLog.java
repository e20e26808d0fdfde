package dev.sluice.dataplane.limit.count;

import java.util.ArrayDeque;
import java.util.Deque;

/** A sliding window as anybody would write it: every request that passed, with its time. */
final class ExactLog {
  private record Passed(long at, long cost) {}

  private final Deque<Passed> passed = new ArrayDeque<>();
  private long sum;

  /** What was taken within the window that ends now; what came one whole window ago is not. */
  long within(long nanos, long now) {
    while (!passed.isEmpty() && now - passed.getFirst().at() >= nanos) {
      sum -= passed.removeFirst().cost();
    }
    return sum;
  }

  void add(long cost, long now) {
    passed.addLast(new Passed(now, cost));
    sum += cost;
  }

  /** What was added last. */
  void giveBackLast() {
    sum -= passed.removeLast().cost();
  }

  /** When so much of it has left, if there is so much. */
  long untilLeft(long cost, Amount amount, long now) {
    long over = within(amount.nanos(), now) + cost - amount.most();
    for (Passed each : passed) {
      if (over <= 0) {
        break;
      }
      over -= each.cost();
      if (over <= 0) {
        return each.at() + amount.nanos() - now;
      }
    }
    return 0;
  }
}
