package dev.sluice.dataplane.limit.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which keys ask most, told exactly of few requests and roughly of many. */
final class HeavyKeysTest {
  private final HeavyKeys keys = new HeavyKeys();

  @Test
  void eachOfTheFirstRequestsCountsAndThenOneOfManyForAll() {
    assertThat(IntStream.range(0, HeavyKeys.EACH).map(i -> keys.weight())).containsOnly(1);
    assertThat(IntStream.range(0, 100_000).map(i -> keys.weight()))
        .containsOnly(0, HeavyKeys.SAMPLE);
  }

  @Test
  void theHeaviestStandFirst() {
    keys.passed(1, List.of("a"), 2);
    keys.passed(2, List.of("b"), HeavyKeys.SAMPLE);
    keys.refused(1, List.of("a"));
    assertThat(keys.top(9))
        .containsExactly(
            new HeavyKeys.Heavy(2, List.of("b"), HeavyKeys.SAMPLE, 0),
            new HeavyKeys.Heavy(1, List.of("a"), 2, 1));
  }
}
