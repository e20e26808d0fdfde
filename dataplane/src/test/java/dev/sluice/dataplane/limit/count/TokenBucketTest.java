package dev.sluice.dataplane.limit.count;

import static dev.sluice.dataplane.limit.count.Amounts.DAY;
import static dev.sluice.dataplane.limit.count.Amounts.MINUTE;
import static dev.sluice.dataplane.limit.count.Amounts.SECOND;
import static dev.sluice.dataplane.limit.count.Amounts.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bucket by hand. */
final class TokenBucketTest {
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 17 * SECOND + 123_457);

  private final TokenBucket bucket = new TokenBucket(START);

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#all")
  void aFullBucketHasItsCapacityAtOnceAndNotOneMore(Amount amount) {
    long then = START + 1_234_567;
    assertThat(bucket.take(amount.most(), amount, then)).isZero();
    assertThat(bucket.take(1, amount, then)).isEqualTo(-1);
    long until = bucket.untilLeft(1, amount, then);
    assertThat(until).isEqualTo(Math.ceilDiv(amount.nanos(), amount.requests()));
    assertThat(bucket.take(1, amount, then + until - 1)).isEqualTo(-1);
    assertThat(bucket.take(1, amount, then + until)).isNotNegative();
  }

  @Test
  void aBucketOfSevenHasSevenOneByOne() {
    for (long left = 6; left >= 0; left--) {
      assertThat(bucket.take(1, perMinute(7), START)).isEqualTo(left);
    }
    assertThat(bucket.take(1, perMinute(7), START)).isEqualTo(-1);
  }

  @Test
  void itIsFullAgainWhenAllHasFlownIn() {
    Amount amount = new Amount(10, SECOND, 50);
    bucket.take(50, amount, START);
    assertThat(bucket.untilFull(amount, START)).isEqualTo(5 * SECOND);
    assertThat(bucket.isFull(amount, START + 5 * SECOND - 1)).isFalse();
    assertThat(bucket.isFull(amount, START + 5 * SECOND)).isTrue();
    assertThat(bucket.take(0, amount, START + 365 * DAY)).isEqualTo(50);
    assertThat(bucket.take(51, amount, START + 365 * DAY)).isEqualTo(-1);
    assertThat(bucket.untilLeft(51, amount, START)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsGivenBackIsThereAtOnce() {
    bucket.take(7, perMinute(7), START);
    bucket.giveBack(3, perMinute(7), START, START + 1);
    assertThat(bucket.take(3, perMinute(7), START + 1)).isZero();
    assertThat(bucket.take(1, perMinute(7), START + 1)).isEqualTo(-1);
  }

  @Test
  void noMoreIsGivenBackThanTheBucketHolds() {
    bucket.take(1, perMinute(7), START);
    bucket.giveBack(5, perMinute(7), START, START + 1);
    assertThat(bucket.take(0, perMinute(7), START + 1)).isEqualTo(7);
    assertThat(bucket.take(8, perMinute(7), START + 1)).isEqualTo(-1);
  }

  @Test
  void aChargeBeyondTheCapacityHasToFlowInFirst() {
    Amount amount = new Amount(60, MINUTE, 60);
    bucket.charge(100, amount, START);
    assertThat(bucket.take(0, amount, START)).isEqualTo(-1);
    assertThat(bucket.untilLeft(1, amount, START)).isEqualTo(41 * SECOND);
    assertThat(bucket.take(1, amount, START + 41 * SECOND - 1)).isEqualTo(-1);
    assertThat(bucket.take(1, amount, START + 41 * SECOND)).isZero();
  }

  @Test
  void nothingFlowsIntoABucketOfNothing() {
    Amount none = new Amount(0, MINUTE, 10);
    assertThat(bucket.take(1, none, START)).isEqualTo(-1);
    assertThat(bucket.untilLeft(1, none, START)).isEqualTo(Long.MAX_VALUE);
    bucket.charge(1, none, START);
    assertThat(bucket.untilFull(none, START + DAY)).isEqualTo(Long.MAX_VALUE);
    assertThat(bucket.take(0, none, START + DAY)).isEqualTo(9);
  }

  @Test
  void anotherAmountDecidesFromThenOn() {
    bucket.take(90, perMinute(100), START);
    assertThat(bucket.take(0, perMinute(200), START)).isEqualTo(110);
    assertThat(bucket.take(1, perMinute(50), START)).isEqualTo(-1);
    assertThat(bucket.untilLeft(1, perMinute(50), START)).isEqualTo(41 * MINUTE / 50);
  }

  @Test
  void aThreadThatComesLateGetsNoMore() {
    bucket.take(7, perMinute(7), START + 50);
    assertThat(bucket.take(1, perMinute(7), START + 20)).isEqualTo(-1);
    assertThat(bucket.untilLeft(1, perMinute(7), START + 20)).isEqualTo(MINUTE / 7 + 1);
  }
}
