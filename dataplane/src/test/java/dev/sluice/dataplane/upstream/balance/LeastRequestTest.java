package dev.sluice.dataplane.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LeastRequestTest {
  private static Choice<Fake> over(Fake... fakes) {
    return new TwoChoices<>(new Group<>(fakes), new LeastRequest<>());
  }

  @Test
  void ofTwoTheOneWithFewerRequestsIsChosen() {
    Fake[] fakes = Fake.some(2);
    fakes[0].load = 3;
    fakes[1].load = 2;
    Dice dice = Fake.dice(1);
    assertThat(Fake.count(1_000, () -> over(fakes).choose(dice, Choice.NO_KEY)))
        .containsOnlyKeys(fakes[1]);
  }

  @Test
  void loadIsMeasuredByWeight() {
    Fake heavy = Fake.weighing("heavy", 10);
    Fake light = new Fake("light");
    heavy.load = 9;
    light.load = 1;
    Dice dice = Fake.dice(1);
    assertThat(Fake.count(1_000, () -> over(heavy, light).choose(dice, Choice.NO_KEY)))
        .containsOnlyKeys(heavy);
  }

  @Test
  void withoutLoadSharesFollowTheWeights() {
    Fake[] fakes = {Fake.weighing("a", 1), Fake.weighing("b", 2), Fake.weighing("c", 5)};
    Choice<Fake> choice = over(fakes);
    Dice dice = Fake.dice(2);
    // 2 degrees of freedom, once in a thousand.
    assertThat(Fake.chiSquare(Fake.count(50_000, () -> choice.choose(dice, Choice.NO_KEY)), fakes))
        .isLessThan(13.82);
  }

  @Test
  void loadsStayNearlyEvenWhereRandomOnesWouldNot() {
    Fake[] two = Fake.some(50);
    Fake[] random = Fake.some(50);
    assertThat(highest(over(two), two)).isLessThanOrEqualTo(14);
    assertThat(highest(new RandomChoice<>(new Group<>(random)), random)).isGreaterThan(17);
  }

  /** With 500 requests always under way, each ended in the order in which it began, or nearly. */
  private static int highest(Choice<Fake> choice, Fake[] fakes) {
    Dice dice = Fake.dice(7);
    Random order = new Random(8);
    Deque<Fake> underWay = new ArrayDeque<>();
    int highest = 0;
    for (int i = 0; i < 20_000; i++) {
      Fake chosen = choice.choose(dice, Choice.NO_KEY);
      chosen.load++;
      if (order.nextBoolean()) {
        underWay.addLast(chosen);
      } else {
        underWay.addFirst(chosen);
      }
      if (underWay.size() > 500) {
        underWay.removeFirst().load--;
      }
      highest = Math.max(highest, Arrays.stream(fakes).mapToInt(Fake::load).max().orElse(0));
    }
    return highest;
  }

  @Test
  void whatIsLeftIsChosenFromLikewise() {
    Fake[] fakes = Fake.some(3);
    fakes[0].load = 0;
    fakes[1].load = 5;
    fakes[2].load = 1;
    Dice dice = Fake.dice(3);
    assertThat(
            Fake.count(
                500, () -> over(fakes).choose(dice, Choice.NO_KEY, each -> each != fakes[0])))
        .containsOnlyKeys(fakes[2]);
    assertThat(over(fakes).choose(dice, Choice.NO_KEY, each -> each == fakes[1]))
        .isSameAs(fakes[1]);
    assertThat(over(fakes).choose(dice, Choice.NO_KEY, each -> false)).isNull();
  }

  @Test
  void oneIsTakenWithoutAsking() {
    Fake only = new Fake("only");
    assertThat(
            over(only)
                .choose(
                    bound -> {
                      throw new AssertionError("there is nothing to draw");
                    },
                    Choice.NO_KEY))
        .isSameAs(only);
  }
}
