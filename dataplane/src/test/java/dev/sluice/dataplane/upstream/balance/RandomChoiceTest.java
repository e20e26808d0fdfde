package dev.sluice.dataplane.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RandomChoiceTest {
  /** The value that chi-square with 3 degrees of freedom exceeds once in a thousand. */
  private static final double RARE = 16.27;

  @Test
  void equalWeightsGiveEqualShares() {
    Fake[] fakes = Fake.some(4);
    assertThat(chiSquare(fakes)).isLessThan(RARE);
  }

  @Test
  void sharesFollowTheWeights() {
    Fake[] fakes = {
      Fake.weighing("a", 1), Fake.weighing("b", 10), Fake.weighing("c", 100), Fake.weighing("d", 7)
    };
    assertThat(chiSquare(fakes)).isLessThan(RARE);
  }

  @Test
  void theLightestAmongTheHeaviestStillComes() {
    Fake[] fakes = {Fake.weighing("a", 1), Fake.weighing("b", 1000), Fake.weighing("c", 1000)};
    RandomChoice<Fake> choice = new RandomChoice<>(new Group<>(fakes));
    Dice dice = Fake.dice(3);
    Map<Fake, Integer> counts = Fake.count(200_000, () -> choice.choose(dice, Choice.NO_KEY));
    assertThat(counts.get(fakes[0])).isBetween(60, 140);
  }

  @Test
  void whatIsLeftSharesByWeightToo() {
    Fake[] fakes = {
      Fake.weighing("a", 3), Fake.weighing("b", 1), Fake.weighing("c", 5), Fake.weighing("d", 1)
    };
    RandomChoice<Fake> choice = new RandomChoice<>(new Group<>(fakes));
    Dice dice = Fake.dice(4);
    Map<Fake, Integer> counts =
        Fake.count(20_000, () -> choice.choose(dice, Choice.NO_KEY, each -> each != fakes[2]));
    assertThat(Fake.chiSquare(counts, fakes[0], fakes[1], fakes[3])).isLessThan(RARE);
    assertThat(choice.choose(dice, Choice.NO_KEY, each -> false)).isNull();
  }

  private static double chiSquare(Fake[] fakes) {
    RandomChoice<Fake> choice = new RandomChoice<>(new Group<>(fakes));
    Dice dice = Fake.dice(1);
    return Fake.chiSquare(Fake.count(50_000, () -> choice.choose(dice, Choice.NO_KEY)), fakes);
  }
}
