package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PlannedTest {
  private final ScheduledThreadPoolExecutor loop =
      new ScheduledThreadPoolExecutor(1, Executors.defaultThreadFactory());
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void stop() {
    loop.shutdownNow();
  }

  @Test
  void wantedManyTimesItIsPlannedOnce() {
    Planned planned = new Planned(loop, runs::incrementAndGet);
    for (int i = 0; i < 1_000; i++) {
      planned.in(Duration.ofHours(1));
    }
    assertThat(loop.getQueue()).hasSize(1);
  }

  @Test
  void wantedWhileItRunsItRunsOnceMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch twice = new CountDownLatch(2);
    Planned planned =
        new Planned(
            loop,
            () -> {
              runs.incrementAndGet();
              begun.countDown();
              try {
                assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              twice.countDown();
            });
    planned.in(Duration.ZERO);
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    planned.in(Duration.ZERO);
    planned.in(Duration.ZERO);
    assertThat(loop.getQueue()).hasSize(1);
    goOn.countDown();
    assertThat(twice.await(20, TimeUnit.SECONDS)).isTrue();
    loop.shutdown();
    assertThat(loop.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(2);
  }

  @Test
  void afterTheEndNothingIsPlanned() {
    loop.shutdown();
    new Planned(loop, runs::incrementAndGet).in(Duration.ZERO);
    assertThat(runs).hasValue(0);
  }
}
