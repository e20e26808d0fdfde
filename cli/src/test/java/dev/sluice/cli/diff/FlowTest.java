package dev.sluice.cli.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import dev.sluice.dataplane.limit.count.TokenBucket;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Amount;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the diff says of two amounts, against what the counters of data planes let pass. */
final class FlowTest {
  private static final int MILLIS = 50;
  private static final int STEPS = 600;

  private static Flow any(Random random) {
    long requests = 1 + random.nextInt(6);
    boolean bucket = random.nextBoolean();
    long burst = random.nextInt(7);
    return new Flow(
        bucket ? Algorithm.TOKEN_BUCKET : Algorithm.SLIDING_WINDOW,
        new Amount(requests, 1_000L * (1 + random.nextInt(5)), bucket ? Math.max(1, burst) : burst),
        1 + random.nextInt(2));
  }

  /** By a client that asks as often as it can, how many at the end of each step. */
  private static int[] passed(Flow flow) {
    Amount amount = flow.amount();
    boolean bucket = flow.algorithm() == Algorithm.TOKEN_BUCKET;
    var counted =
        new dev.sluice.dataplane.limit.count.Amount(
            amount.requests(),
            amount.perMillis() * 1_000_000,
            bucket ? amount.burst() : amount.requests() + amount.burst());
    Counter counter = bucket ? new TokenBucket(0) : new SlidingWindow(0);
    int[] passed = new int[STEPS];
    int all = 0;
    for (int step = 0; step < STEPS; step++) {
      while (counter.take(flow.cost(), counted, step * MILLIS * 1_000_000L) >= 0) {
        all++;
      }
      passed[step] = all;
    }
    return passed;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noClientEverGetsMoreOfAnAmountThatIsNotMore(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Flow was = any(random);
      Flow is = any(random);
      if (!is.isMoreThan(was)) {
        int[] before = passed(was);
        int[] now = passed(is);
        for (int step = 0; step < STEPS; step++) {
          assertThat(now[step])
              .as("%s, was %s, step %s", is, was, step)
              .isLessThanOrEqualTo(before[step]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void nothingIsMoreThanItself(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Flow flow = any(random);
      assertThat(flow.isMoreThan(flow)).as(flow.toString()).isFalse();
    }
  }
}
