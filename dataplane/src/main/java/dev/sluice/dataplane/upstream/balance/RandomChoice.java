package dev.sluice.dataplane.upstream.balance;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** At random, by weight. */
final class RandomChoice<C extends Candidate> implements Choice<C> {
  private final Group<C> group;

  RandomChoice(Group<C> group) {
    this.group = group;
  }

  @Override
  public C choose(Dice dice, long key) {
    return group.member(group.draw(dice));
  }

  @Override
  public @Nullable C choose(Dice dice, long key, Predicate<? super C> fit) {
    return group.memberOrNull(group.draw(dice, fit));
  }
}
