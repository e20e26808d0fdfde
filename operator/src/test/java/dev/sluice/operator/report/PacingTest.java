package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PacingTest {
  private final AtomicLong now = new AtomicLong(-7);
  private final Pacing<String> pacing = new Pacing<>(Duration.ofSeconds(5), now::get);

  @Test
  void theFirstIsToldAtOnceAndTheNextAfterThePause() {
    assertThat(pacing.wait("a")).isZero();
    pacing.told("a");
    assertThat(pacing.wait("a")).isEqualTo(Duration.ofSeconds(5));
    assertThat(pacing.wait("b")).isZero();
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    pacing.told("b");
    assertThat(pacing.wait("a")).isEqualTo(Duration.ofSeconds(2));
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(pacing.wait("a")).isZero();
    assertThat(pacing.wait("b")).isEqualTo(Duration.ofSeconds(3));
  }
}
