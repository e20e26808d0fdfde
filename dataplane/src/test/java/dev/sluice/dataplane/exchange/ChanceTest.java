package dev.sluice.dataplane.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChanceTest {
  private static final int REQUESTS = 100_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 50, 99})
  void aShareIsMetInTheLongRun(int percent) {
    assertThat(hits(percent)).isCloseTo(percent * 1_000L, within(600L));
  }

  @Test
  void zeroNeverHitsAndAHundredAlways() {
    assertThat(hits(0)).isZero();
    assertThat(hits(100)).isEqualTo(REQUESTS);
  }

  private static long hits(int percent) {
    Chance chance = new Chance(percent, new SplittableRandom(42));
    return IntStream.range(0, REQUESTS).filter(i -> chance.hits()).count();
  }
}
