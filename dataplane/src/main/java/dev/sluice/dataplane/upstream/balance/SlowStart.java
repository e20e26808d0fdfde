package dev.sluice.dataplane.upstream.balance;

import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives one that has just joined a part of what it would get, which grows from a tenth to all of it
 * within the window. What it is spared goes to the others; while all are new nobody is spared.
 */
final class SlowStart<C extends Candidate> implements Choice<C> {
  private static final double LEAST = 0.1;
  private static final int WHOLE = 1 << 20;

  private final Choice<C> next;
  private final long windowNanos;
  private final LongSupplier clock;
  private final long over;

  private SlowStart(Choice<C> next, long windowNanos, LongSupplier clock, long over) {
    this.next = next;
    this.windowNanos = windowNanos;
    this.clock = clock;
    this.over = over;
  }

  /** In front of a choice among these. */
  static <C extends Candidate> Choice<C> of(
      Choice<C> next, C[] members, long windowNanos, LongSupplier clock) {
    long now = clock.getAsLong();
    long left = 0;
    for (C member : members) {
      left = Math.max(left, windowNanos - Math.min(windowNanos, member.nanosInService(now)));
    }
    return left == 0 ? next : new SlowStart<>(next, windowNanos, clock, now + left);
  }

  @Override
  public C choose(Dice dice, long key) {
    C chosen = next.choose(dice, key);
    long now = clock.getAsLong();
    if (now - over >= 0 || takes(chosen, dice, key, now)) {
      return chosen;
    }
    C other = next.choose(dice, key, each -> each != chosen && takes(each, dice, key, now));
    return other == null ? chosen : other;
  }

  @Override
  public @Nullable C choose(Dice dice, long key, Predicate<? super C> fit) {
    return next.choose(dice, key, fit);
  }

  /** A key that has come to a new one stays with it. */
  private boolean takes(C candidate, Dice dice, long key, long now) {
    long age = candidate.nanosInService(now);
    if (age >= windowNanos) {
      return true;
    }
    double share = Math.max(LEAST, (double) age / windowNanos);
    int draw =
        key == NO_KEY ? dice.random(WHOLE) : (int) (StableHash.mix(~key) >>> 1) & (WHOLE - 1);
    return draw < share * WHOLE;
  }
}
