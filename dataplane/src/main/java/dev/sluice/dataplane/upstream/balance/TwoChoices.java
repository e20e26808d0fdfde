package dev.sluice.dataplane.upstream.balance;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The better of two at random. Nearly as good as asking all, in a time that does not grow with
 * them, and replicas that know nothing of each other do not all run to the same one.
 *
 * <p>Both are drawn by weight, so that the weights hold while nothing is under way; between equals
 * the first drawn wins.
 */
final class TwoChoices<C extends Candidate> implements Choice<C> {
  private final Group<C> group;
  private final Rank<C> rank;

  /** What makes one better than another. */
  interface Rank<C extends Candidate> {
    boolean firstIsBetter(C first, int weight, C second, int otherWeight);
  }

  TwoChoices(Group<C> group, Rank<C> rank) {
    this.group = group;
    this.rank = rank;
  }

  @Override
  public C choose(Dice dice, long key) {
    int size = group.size();
    if (size == 1) {
      return group.member(0);
    }
    int first = group.draw(dice);
    int second = group.drawOther(dice, first);
    return better(first, second);
  }

  @Override
  public @Nullable C choose(Dice dice, long key, Predicate<? super C> fit) {
    int first = group.draw(dice, fit);
    if (first < 0) {
      return null;
    }
    C drawn = group.member(first);
    int second = group.draw(dice, each -> each != drawn && fit.test(each));
    return second < 0 ? drawn : better(first, second);
  }

  private C better(int first, int second) {
    C a = group.member(first);
    C b = group.member(second);
    return rank.firstIsBetter(b, group.weight(second), a, group.weight(first)) ? b : a;
  }
}
