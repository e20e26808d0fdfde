package dev.sluice.dataplane.upstream.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LatencyGradientTest {
  private static final long MILLI = 1_000_000;

  private long now = -123_456_789;

  /** Ten answers for each tenth of a second. */
  private void answers(LatencyGradient gradient, int windows, long nanos, boolean busy) {
    for (int i = 0; i < windows * 10; i++) {
      now += 10 * MILLI;
      gradient.sample(nanos, busy ? gradient.limit() : 1, now);
    }
  }

  @Test
  void itGrowsWhileAnswersTakeAsLongAsEver() {
    LatencyGradient gradient = new LatencyGradient(1, 500);
    assertThat(gradient.limit()).isEqualTo(20);
    answers(gradient, 50, 10 * MILLI, true);
    assertThat(gradient.limit()).isGreaterThan(60);
    answers(gradient, 500, 10 * MILLI, true);
    assertThat(gradient.limit()).isEqualTo(500);
  }

  @Test
  void itDoesNotGrowWhileItIsNotNeeded() {
    LatencyGradient gradient = new LatencyGradient(1, 500);
    answers(gradient, 100, 10 * MILLI, false);
    assertThat(gradient.limit()).isEqualTo(20);
  }

  @Test
  void itShrinksWhenAnswersTakeLongerAndComesBack() {
    LatencyGradient gradient = new LatencyGradient(5, 200);
    answers(gradient, 200, 10 * MILLI, true);
    int calm = gradient.limit();
    answers(gradient, 30, 100 * MILLI, true);
    int strained = gradient.limit();
    assertThat(strained).isLessThan(calm / 3);
    answers(gradient, 300, 10 * MILLI, true);
    assertThat(gradient.limit()).isGreaterThan(strained * 2);
  }

  @Test
  void itStaysWithinItsBounds() {
    LatencyGradient gradient = new LatencyGradient(5, 30);
    answers(gradient, 100, 10 * MILLI, true);
    assertThat(gradient.limit()).isEqualTo(30);
    for (long slow = 20; slow < 50_000; slow *= 2) {
      answers(gradient, 5, slow * MILLI, true);
    }
    assertThat(gradient.limit()).isBetween(5, 30);
    assertThat(gradient.within(10, 12).limit()).isBetween(10, 12);
  }
}
