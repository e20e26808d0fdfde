package dev.sluice.dataplane.limit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BreakerTest {
  private final AtomicLong now = new AtomicLong();
  private final Breaker breaker = new Breaker(now::get);

  private void open() {
    for (int i = 0; i < 3; i++) {
      breaker.failed(FailureCause.SLOW);
    }
    assertThat(breaker.isOpen()).isTrue();
  }

  private int trialsUntilClosed() {
    int trials = 0;
    while (breaker.isOpen()) {
      breaker.trialAnswered();
      trials++;
    }
    return trials;
  }

  @Test
  void threeFailuresInARowOpenItAndTwoAnswersCloseIt() {
    breaker.failed(FailureCause.SLOW);
    breaker.failed(FailureCause.SLOW);
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.failed(FailureCause.SLOW)).isTrue();
    assertThat(breaker.failed(FailureCause.SLOW)).isFalse();
    assertThat(trialsUntilClosed()).isEqualTo(2);
  }

  @Test
  void aFailureNowAndThenDoesNot() {
    for (int i = 0; i < 1_000; i++) {
      breaker.failed(FailureCause.SLOW);
      for (int answer = 0; answer < 9; answer++) {
        breaker.answered();
      }
    }
    assertThat(breaker.isOpen()).isFalse();
    for (int i = 0; i < 100 && !breaker.isOpen(); i++) {
      breaker.failed(FailureCause.SLOW);
      breaker.answered();
    }
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void aTrialThatFailsBeginsAgain() {
    open();
    breaker.trialAnswered();
    breaker.failed(FailureCause.SLOW);
    assertThat(trialsUntilClosed()).isEqualTo(2);
  }

  @Test
  void whatDoesNotLastHasToShowMore() {
    for (int wanted : new int[] {2, 4, 8, 8}) {
      open();
      assertThat(trialsUntilClosed()).isEqualTo(wanted);
      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    open();
    assertThat(trialsUntilClosed()).isEqualTo(2);
  }
}
