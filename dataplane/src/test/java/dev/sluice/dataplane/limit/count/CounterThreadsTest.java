package dev.sluice.dataplane.limit.count;

import static dev.sluice.dataplane.limit.count.Amounts.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sixteen threads on one counter. */
final class CounterThreadsTest {
  private static final int THREADS = 16;
  private static final long START = -5;
  private static final int STEPS = 300;
  private static final int STEPS_OF_A_WINDOW = 30;

  static Stream<Amount> amounts() {
    return Stream.of(1L, 10L, 254L, 1_000L, 20_000L).map(Amounts::perMinute);
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void onAllThreads(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        all.add(
            threads.submit(
                () -> {
                  work.run(thread);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("amounts")
  void asManyPassAtOnceAsTheLimitSaysAndNotOneMore(Amount amount) throws Exception {
    for (Counter counter : List.of(new SlidingWindow(START), new TokenBucket(START))) {
      AtomicLong passed = new AtomicLong();
      onAllThreads(
          thread -> {
            for (int i = 0; i < 2 * amount.most(); i++) {
              if (counter.take(1, amount, START + 1) >= 0) {
                passed.incrementAndGet();
              }
            }
          });
      assertThat(passed).hasValue(amount.most());
    }
  }

  /** All threads agree on each step of time, within which they take as they like. */
  @ParameterizedTest
  @MethodSource("amounts")
  void noWindowHasMoreWhileTimePassesAndNothingIsLostForGood(Amount amount) throws Exception {
    SlidingWindow window = new SlidingWindow(START);
    AtomicLongArray passed = new AtomicLongArray(STEPS);
    CyclicBarrier step = new CyclicBarrier(THREADS);
    onAllThreads(
        thread -> {
          for (int i = 0; i < STEPS; i++) {
            step.await(60, TimeUnit.SECONDS);
            long began = START + i * (MINUTE / STEPS_OF_A_WINDOW);
            for (int k = 0; k < Math.min(200, 2 + amount.most() / 4); k++) {
              long now = began + k;
              if (window.take(1, amount, now) >= 0) {
                passed.incrementAndGet(i);
                if ((k & 7) == 7) {
                  window.giveBack(1, amount, now, now);
                  passed.decrementAndGet(i);
                }
              } else {
                window.untilLeft(1, amount, now);
              }
            }
          }
        });
    long all = 0;
    for (int i = 0; i < STEPS; i++) {
      long within = 0;
      // What a step took may leave within the last step of the window.
      for (int k = Math.max(0, i - STEPS_OF_A_WINDOW + 1); k <= i; k++) {
        within += passed.get(k);
      }
      assertThat(within).isLessThanOrEqualTo(amount.most());
      all += passed.get(i);
    }
    assertThat(all).isGreaterThanOrEqualTo(amount.most());
    long after = START + STEPS * (MINUTE / STEPS_OF_A_WINDOW) + 2 * MINUTE;
    assertThat(window.take(0, amount, after)).isEqualTo(amount.most());
    assertThat(window.take(amount.most(), amount, after)).isZero();
    assertThat(window.untilFull(amount, after)).isEqualTo(MINUTE);
  }

  @ParameterizedTest
  @MethodSource("amounts")
  void aBucketLetsThroughItsCapacityAndWhatFlowsInAndNotOneMore(Amount amount) throws Exception {
    TokenBucket bucket = new TokenBucket(START);
    AtomicLong passed = new AtomicLong();
    CyclicBarrier step = new CyclicBarrier(THREADS);
    onAllThreads(
        thread -> {
          for (int i = 0; i < STEPS; i++) {
            step.await(60, TimeUnit.SECONDS);
            long now = START + i * (MINUTE / STEPS_OF_A_WINDOW);
            // Enough to empty it each time, so that it never overflows.
            while (bucket.take(1, amount, now) >= 0) {
              passed.incrementAndGet();
            }
          }
        });
    assertThat(passed)
        .hasValue(amount.most() + (STEPS - 1) * amount.requests() / STEPS_OF_A_WINDOW);
  }
}
