package dev.sluice.dataplane.upstream.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.Concurrency;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ConcurrencyLimitTest {
  private static ConcurrencyLimit limit(int max, int queue) {
    return new ConcurrencyLimit(new Concurrency.Limited(max, queue));
  }

  @Test
  void soManyEnterAndTheNextDoesNot() {
    ConcurrencyLimit limit = limit(2, 0);
    assertThat(limit.tryEnter()).isTrue();
    assertThat(limit.tryEnter()).isTrue();
    assertThat(limit.tryEnter()).isFalse();
    assertThat(limit.join(() -> {})).isNull();
    limit.leave();
    assertThat(limit.tryEnter()).isTrue();
    assertThat(limit.view()).isEqualTo(new ConcurrencyView(2, 2, 0, 1));
  }

  @Test
  void whoCameFirstIsServedFirstAndNobodyOvertakes() {
    ConcurrencyLimit limit = limit(1, 3);
    List<Integer> served = new ArrayList<>();
    assertThat(limit.tryEnter()).isTrue();
    for (int i = 0; i < 3; i++) {
      int number = i;
      assertThat(limit.join(() -> served.add(number))).isNotNull();
    }
    assertThat(limit.join(() -> {})).isNull();
    assertThat(limit.view().waiting()).isEqualTo(3);
    limit.leave();
    assertThat(limit.tryEnter()).isFalse();
    limit.leave();
    limit.leave();
    assertThat(served).containsExactly(0, 1, 2);
    limit.leave();
    assertThat(limit.view()).isEqualTo(new ConcurrencyView(1, 0, 0, 1));
  }

  @Test
  void whoIsRefusedKeepsNobodyFromAFreeSlot() throws InterruptedException {
    ConcurrencyLimit limit = limit(1, 0);
    AtomicInteger rounds = new AtomicInteger(200_000);
    Thread refused =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (rounds.get() > 0) {
                    limit.join(() -> {});
                  }
                });
    int missed = 0;
    while (rounds.getAndDecrement() > 0) {
      if (limit.tryEnter()) {
        limit.leave();
      } else {
        missed++;
      }
    }
    refused.join();
    assertThat(missed).isZero();
  }

  @Test
  void whoLeavesTheLineMakesRoomInIt() {
    ConcurrencyLimit limit = limit(1, 1);
    List<String> served = new ArrayList<>();
    limit.tryEnter();
    PlaceInLine first = Objects.requireNonNull(limit.join(() -> served.add("first")));
    assertThat(first.leave()).isTrue();
    assertThat(limit.join(() -> served.add("second"))).isNotNull();
    limit.leave();
    assertThat(served).containsExactly("second");
    assertThat(first.leave()).isFalse();
  }

  @Test
  void aHigherLimitServesTheLineAndNoLimitEmptiesIt() {
    ConcurrencyLimit limit = limit(1, 10);
    AtomicInteger served = new AtomicInteger();
    limit.tryEnter();
    for (int i = 0; i < 10; i++) {
      limit.join(served::incrementAndGet);
    }
    limit.policy(new Concurrency.Limited(4, 10));
    assertThat(served).hasValue(3);
    limit.lift();
    assertThat(served).hasValue(10);
  }

  @Test
  void tenThousandRequestsThatEndAtRandomLeaveNothingBehind() throws Exception {
    ConcurrencyLimit limit = limit(7, 20);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 10_000; i++) {
        Random dice = new Random(i);
        loops.execute(
            () -> {
              Runnable work =
                  () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    loops.execute(
                        () -> {
                          inside.decrementAndGet();
                          ended.incrementAndGet();
                          limit.leave();
                        });
                  };
              if (limit.tryEnter()) {
                work.run();
                return;
              }
              PlaceInLine place = limit.join(work);
              if (place == null || (dice.nextInt(3) == 0 && place.leave())) {
                ended.incrementAndGet();
              }
            });
      }
      await().until(() -> ended.get() == 10_000);
      await().until(() -> limit.view().inFlight() == 0);
    }
    assertThat(limit.view().waiting()).isZero();
    assertThat(most.get()).isBetween(1, 7);
    assertThat(limit.tryEnter()).isTrue();
  }
}
