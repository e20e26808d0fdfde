package dev.sluice.dataplane.limit.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counters against such as anybody would write who had all the time and memory in the world. */
final class CounterExactnessTest {
  private static final long START = Long.MAX_VALUE - 12_345_678_901L;
  private static final int REQUESTS = 5_000;

  /** Longer than that nobody's clock runs. */
  private static final long YEARS = 1L << 61;

  /** Half a window for as many requests as the limit has, and all at once now and then. */
  private static long pause(SplittableRandom random, Amount amount, int burst) {
    if (random.nextInt(burst) > 0) {
      return 0;
    }
    long share = amount.nanos() / Math.min(amount.most(), 1_000);
    return random.nextLong(Math.max(2, burst * share));
  }

  private static long cost(SplittableRandom random, Amount amount) {
    long most = Math.min(amount.most(), Math.max(1, amount.most() / 500));
    return random.nextInt(4) == 0 ? 1 + random.nextLong(most) : 1;
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#small")
  void aSmallWindowIsAsExactAsALogOfAllRequests(Amount amount) {
    SplittableRandom random = new SplittableRandom(amount.hashCode());
    SlidingWindow window = new SlidingWindow(START);
    ExactLog log = new ExactLog();
    long now = START;
    for (int i = 0; i < REQUESTS && now - START < YEARS; i++) {
      now += pause(random, amount, 1 + i % 7);
      long cost = 1 + random.nextLong(Math.min(amount.most(), 3));
      long left = amount.most() - log.within(amount.nanos(), now);
      assertThat(window.untilLeft(cost, amount, now)).isEqualTo(log.untilLeft(cost, amount, now));
      if (left >= cost) {
        assertThat(window.take(cost, amount, now)).isEqualTo(left - cost);
        log.add(cost, now);
        if (random.nextInt(5) == 0) {
          window.giveBack(cost, amount, now, now);
          log.giveBackLast();
        }
      } else {
        assertThat(window.take(cost, amount, now)).isEqualTo(-1);
        assertThat(window.take(0, amount, now)).isEqualTo(left);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#large")
  void noWindowEverHasMoreThanTheLimit(Amount amount) {
    SplittableRandom random = new SplittableRandom(amount.hashCode());
    SlidingWindow window = new SlidingWindow(START);
    ExactLog log = new ExactLog();
    long now = START;
    long passed = 0;
    for (int i = 0; i < REQUESTS && now - START < YEARS; i++) {
      now += pause(random, amount, 1 + i % 7);
      long cost = Math.min(amount.most(), cost(random, amount) * (1 + amount.most() / 1_000));
      if (window.take(cost, amount, now) >= 0) {
        log.add(cost, now);
        passed++;
      }
      assertThat(log.within(amount.nanos(), now)).isLessThanOrEqualTo(amount.most());
    }
    assertThat(passed).isPositive();
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#large")
  void steadyDemandGetsAtLeast99PercentOfTheLimit(Amount amount) {
    SplittableRandom random = new SplittableRandom(amount.hashCode());
    for (double demand : new double[] {1.0, 1.02, 1.5, 3}) {
      // A thousand steps of each window are as good as a billion.
      long cost = Math.max(1, amount.most() / 1_000);
      long pause = (long) (amount.nanos() / (amount.most() / (double) cost * demand));
      SlidingWindow window = new SlidingWindow(START);
      long taken = 0;
      long asked = 0;
      long now = START + random.nextLong(amount.nanos());
      long end = now + 20 * amount.nanos();
      while (end - now > 0) {
        asked += cost;
        if (window.take(cost, amount, now) >= 0) {
          taken += cost;
        }
        now += pause;
      }
      long fair = Math.min(asked, 20 * amount.most() / cost * cost);
      assertThat(taken).as("demand %s", demand).isGreaterThanOrEqualTo(fair * 99 / 100);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#all")
  void timeUntilEnoughIsLeftIsExactToTheNanosecond(Amount amount) {
    SplittableRandom random = new SplittableRandom(amount.hashCode());
    SlidingWindow window = new SlidingWindow(START);
    TokenBucket bucket = new TokenBucket(START);
    for (Counter counter : new Counter[] {window, bucket}) {
      long now = START;
      int refused = 0;
      for (int i = 0; i < REQUESTS && now - START < YEARS; i++) {
        now += pause(random, amount, 1 + i % 7);
        long cost = Math.min(amount.most(), cost(random, amount) * (1 + amount.most() / 1_000));
        if (random.nextInt(50) == 0) {
          counter.charge(cost, amount, now);
        }
        if (counter.take(cost, amount, now) < 0) {
          refused++;
          long until = counter.untilLeft(cost, amount, now);
          assertThat(until).isPositive();
          assertThat(counter.take(cost, amount, now + until - 1)).isEqualTo(-1);
          assertThat(counter.untilLeft(cost, amount, now + until - 1)).isEqualTo(1);
          now += until;
          assertThat(counter.take(cost, amount, now)).isNotNegative();
        }
        long full = counter.untilFull(amount, now);
        assertThat(full).isPositive();
        assertThat(counter.isFull(amount, now + full - 1)).isFalse();
        assertThat(counter.isFull(amount, now + full)).isTrue();
      }
      assertThat(refused).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#all")
  void aBucketIsAsExactAsWholeNumbersOfAnyLength(Amount whole) {
    SplittableRandom random = new SplittableRandom(whole.hashCode());
    for (long most : new long[] {whole.most(), 1 + whole.most() / 3, 3 * (1 + whole.most() / 2)}) {
      Amount amount = new Amount(whole.requests(), whole.nanos(), most);
      TokenBucket bucket = new TokenBucket(START);
      ExactBucket exact = new ExactBucket(amount, START);
      long now = START;
      for (int i = 0; i < REQUESTS && now - START < YEARS; i++) {
        now += pause(random, amount, 1 + i % 50);
        if (i % 997 == 0) {
          now += random.nextLong(5 * amount.nanos());
        }
        long cost = Math.min(most, cost(random, amount) * (1 + most / 1_000));
        if (random.nextInt(50) == 0) {
          long more = 1 + cost / 50;
          bucket.charge(more, amount, now);
          exact.charge(more, now);
        }
        assertThat(bucket.untilLeft(cost, amount, now)).isEqualTo(exact.untilLeft(cost, now));
        assertThat(bucket.untilFull(amount, now)).isEqualTo(exact.untilLeft(most, now));
        boolean passes = exact.take(cost, now);
        assertThat(bucket.take(cost, amount, now) >= 0).isEqualTo(passes);
        assertThat(bucket.take(0, amount, now)).isEqualTo(Math.max(-1, exact.left(now)));
      }
    }
  }
}
