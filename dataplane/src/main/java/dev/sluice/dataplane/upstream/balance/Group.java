package dev.sluice.dataplane.upstream.balance;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Candidates with the weights that they had when the group was built. Not empty. */
final class Group<C extends Candidate> {
  private final C[] members;
  private final int[] weights;
  private final WeightedDraw draw;

  /**
   * @param members not to be changed any more
   */
  Group(C[] members) {
    this.members = members;
    weights = new int[members.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(1, members[i].weight());
    }
    draw = WeightedDraw.of(weights);
  }

  int size() {
    return members.length;
  }

  C member(int index) {
    return members[index];
  }

  int weight(int index) {
    return weights[index];
  }

  int[] weights() {
    return weights.clone();
  }

  /** Index of one at random, by weight. */
  int draw(Dice dice) {
    return draw.draw(dice);
  }

  /** Index of another at random, by weight where that is soon found. */
  int drawOther(Dice dice, int than) {
    for (int tries = 0; tries < 4; tries++) {
      int index = draw.draw(dice);
      if (index != than) {
        return index;
      }
    }
    int index = dice.random(members.length - 1);
    return index < than ? index : index + 1;
  }

  /** Index of one at random, by weight, among those that pass the test; -1 if none does. */
  int draw(Dice dice, Predicate<? super C> fit) {
    int chosen = -1;
    int total = 0;
    for (int i = 0; i < members.length; i++) {
      if (fit.test(members[i])) {
        total += weights[i];
        if (dice.random(total) < weights[i]) {
          chosen = i;
        }
      }
    }
    return chosen;
  }

  /** The member at that index, or null for -1. */
  @Nullable C memberOrNull(int index) {
    return index < 0 ? null : members[index];
  }
}
