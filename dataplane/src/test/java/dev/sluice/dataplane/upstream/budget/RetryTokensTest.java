package dev.sluice.dataplane.upstream.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.RetryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class RetryTokensTest {
  private static final long MILLI = 1_000_000;

  /** Begins anywhere, as {@link System#nanoTime()} does. */
  private long now = -7_777_777_777L;

  private int extra(RetryTokens tokens, int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      taken += tokens.take(now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void aFewAreAlwaysAllowedInASecond() {
    RetryTokens tokens = new RetryTokens(new RetryBudget(20, 10));
    assertThat(extra(tokens, 50)).isEqualTo(10);
    now += 500 * MILLI;
    assertThat(extra(tokens, 50)).isZero();
    now += 500 * MILLI;
    assertThat(extra(tokens, 50)).isEqualTo(10);
    assertThat(tokens.view()).isEqualTo(new BudgetView(20, 130));
  }

  @Test
  void ofManyRequestsAShareMayBeMadeAgain() {
    RetryTokens tokens = new RetryTokens(new RetryBudget(20, 10));
    for (int i = 0; i < 1_000; i++) {
      tokens.requested(now);
    }
    assertThat(extra(tokens, 1_000)).isEqualTo(200);
  }

  @Test
  void aStormOfAThousandFailuresASecondAddsAFifthAtMost() {
    RetryTokens tokens = new RetryTokens(new RetryBudget(20, 10));
    int taken = 0;
    for (int i = 0; i < 60_000; i++) {
      tokens.requested(now);
      taken += tokens.take(now) ? 1 : 0;
      now += MILLI;
    }
    assertThat(taken).isBetween(11_000, 12_000);
  }

  @Test
  void nothingMeansNothing() {
    RetryTokens tokens = new RetryTokens(new RetryBudget(0, 0));
    for (int i = 0; i < 1_000; i++) {
      tokens.requested(now);
    }
    assertThat(extra(tokens, 100)).isZero();
    tokens.policy(new RetryBudget(10, 0));
    assertThat(extra(tokens, 1_000)).isEqualTo(100);
  }

  @Test
  void manyThreadsNeverGetMoreThanThereIs() throws Exception {
    RetryTokens tokens = new RetryTokens(new RetryBudget(0, 100));
    List<Future<Integer>> taken = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        taken.add(pool.submit(() -> extra(tokens, 1_000)));
      }
      int all = 0;
      for (Future<Integer> one : taken) {
        all += one.get();
      }
      assertThat(all).isBetween(1, 100);
    }
  }
}
