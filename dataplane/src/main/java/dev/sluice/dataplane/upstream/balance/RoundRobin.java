package dev.sluice.dataplane.upstream.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** In turn, by weight. All threads share the turn, so that the order holds for the process. */
final class RoundRobin<C extends Candidate> implements Choice<C> {
  private final Group<C> group;
  private final int[] schedule;
  private final AtomicInteger turn;

  /**
   * @param turn goes on where an earlier group stopped
   */
  RoundRobin(Group<C> group, AtomicInteger turn) {
    this.group = group;
    this.schedule = SmoothSchedule.of(group.weights());
    this.turn = turn;
  }

  @Override
  public C choose(Dice dice, long key) {
    return group.member(schedule[next()]);
  }

  @Override
  public @Nullable C choose(Dice dice, long key, Predicate<? super C> fit) {
    int first = next();
    boolean[] asked = new boolean[group.size()];
    for (int i = 0; i < schedule.length; i++) {
      int index = schedule[(first + i) % schedule.length];
      if (!asked[index]) {
        asked[index] = true;
        if (fit.test(group.member(index))) {
          return group.member(index);
        }
      }
    }
    return null;
  }

  /** The counter may turn over, and is never negative here. */
  private int next() {
    return Integer.remainderUnsigned(turn.getAndIncrement(), schedule.length);
  }
}
