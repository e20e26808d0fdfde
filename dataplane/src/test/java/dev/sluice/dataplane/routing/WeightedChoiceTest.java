package dev.sluice.dataplane.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WeightedChoiceTest {
  private static Variant variant(int weight) {
    return new Variant(new ObjectKey("shop", "b" + weight), weight, true, exchange -> {});
  }

  @Test
  void everyWeightGetsItsShare() {
    WeightedChoice choice =
        new WeightedChoice(
            List.of(variant(1), variant(9), variant(90)), new SplittableRandom(20_26));
    long[] counts = new long[3];
    for (int i = 0; i < 100_000; i++) {
      counts[choice.draw()]++;
    }
    assertThat(counts[0]).isCloseTo(1_000, within(150L));
    assertThat(counts[1]).isCloseTo(9_000, within(450L));
    assertThat(counts[2]).isCloseTo(90_000, within(500L));
  }

  @Test
  void theLargestWeightsDoNotOverflow() {
    Variant most = variant(1_000_000_000);
    WeightedChoice choice =
        new WeightedChoice(List.of(most, most, most, most), new SplittableRandom(1));
    assertThat(choice.draw()).isBetween(0, 3);
  }

  @Test
  void aDrawWithoutTicketsIsOurMistake() {
    assertThatThrownBy(() -> new WeightedChoice(List.of(), new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
