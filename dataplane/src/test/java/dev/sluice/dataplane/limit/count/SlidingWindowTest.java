package dev.sluice.dataplane.limit.count;

import static dev.sluice.dataplane.limit.count.Amounts.MINUTE;
import static dev.sluice.dataplane.limit.count.Amounts.SECOND;
import static dev.sluice.dataplane.limit.count.Amounts.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A window by hand. */
final class SlidingWindowTest {
  /** No round number, and just before System.nanoTime() turns from positive to negative. */
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 17 * SECOND + 123_457);

  private final SlidingWindow window = new SlidingWindow(START);

  @Test
  void tellsWhatIsLeft() {
    assertThat(window.take(1, perMinute(3), START)).isEqualTo(2);
    assertThat(window.take(1, perMinute(3), START)).isEqualTo(1);
    assertThat(window.take(0, perMinute(3), START)).isEqualTo(1);
    assertThat(window.take(2, perMinute(3), START)).isEqualTo(-1);
    assertThat(window.take(1, perMinute(3), START)).isZero();
    assertThat(window.take(0, perMinute(3), START)).isZero();
    assertThat(window.take(1, perMinute(3), START)).isEqualTo(-1);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#all")
  void whatCameAtOnceIsLeftAgainAfterOneWindowAndNotANanosecondBefore(Amount amount) {
    for (long later = 0; later < 5; later++) {
      long then = START + later * amount.nanos();
      assertThat(window.take(amount.most(), amount, then)).isZero();
      assertThat(window.untilLeft(1, amount, then)).isEqualTo(amount.nanos());
      assertThat(window.untilLeft(amount.most(), amount, then)).isEqualTo(amount.nanos());
      assertThat(window.untilFull(amount, then)).isEqualTo(amount.nanos());
      assertThat(window.take(1, amount, then + amount.nanos() - 1)).isEqualTo(-1);
      assertThat(window.isFull(amount, then + amount.nanos() - 1)).isFalse();
      assertThat(window.isFull(amount, then + amount.nanos())).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.limit.count.Amounts#all")
  void aBurstThatComesLaterInTheWindowIsLeftAgainAfterOneWindowToo(Amount amount) {
    long then = START + amount.nanos() / 3 + 7;
    if (amount.most() > 1) {
      window.take(1, amount, START);
    }
    assertThat(window.take(amount.most() - 1, amount, then)).isNotNegative();
    long until = amount.most() > 1 ? amount.nanos() : 0;
    assertThat(window.untilLeft(amount.most(), amount, then)).isEqualTo(until);
  }

  @Test
  void theEdgeOfAWindowLetsNoDoubleBurstThrough() {
    assertThat(window.take(100, perMinute(100), START + 59 * SECOND)).isZero();
    assertThat(window.take(1, perMinute(100), START + 61 * SECOND)).isEqualTo(-1);
  }

  @Test
  void whatIsGivenBackWasNeverTaken() {
    Amount amount = perMinute(2);
    assertThat(window.take(1, amount, START)).isEqualTo(1);
    assertThat(window.take(1, amount, START + 5)).isZero();
    window.giveBack(1, amount, START, START + 6);
    assertThat(window.take(1, amount, START + 7)).isZero();
    assertThat(window.untilLeft(1, amount, START + 7)).isEqualTo(MINUTE - 2);
  }

  @Test
  void whatIsGivenBackAfterItHasLeftIsNotGivenTwice() {
    Amount amount = perMinute(2);
    window.take(1, amount, START);
    window.take(1, amount, START + MINUTE - 1);
    window.giveBack(1, amount, START, START + MINUTE);
    assertThat(window.take(0, amount, START + MINUTE)).isEqualTo(1);
  }

  @Test
  void whatIsGivenBackAgainAndAgainNeedsNoMoreMemoryAndForgetsNothing() {
    Amount amount = perMinute(2);
    window.take(1, amount, START);
    for (long i = 1; i < 100_000; i++) {
      assertThat(window.take(1, amount, START + i)).isZero();
      window.giveBack(1, amount, START + i, START + i);
    }
    assertThat(window.untilLeft(2, amount, START + 100_000)).isEqualTo(MINUTE - 100_000);
  }

  @Test
  void aChargeMayGoBeyondTheLimitAndLeavesOneWindowLater() {
    Amount amount = perMinute(10);
    window.charge(35, amount, START);
    assertThat(window.take(0, amount, START)).isEqualTo(-1);
    assertThat(window.take(1, amount, START + MINUTE - 1)).isEqualTo(-1);
    assertThat(window.take(10, amount, START + MINUTE)).isZero();
  }

  @Test
  void chargesBeyondAllNumbersAreCountedAsTheMostThatThereIs() {
    Amount amount = perMinute(1_000_000_000);
    for (int i = 0; i < 100; i++) {
      window.charge(1_000_000_000, amount, START + i);
    }
    assertThat(window.take(1, amount, START + MINUTE - 1)).isEqualTo(-1);
    assertThat(window.take(1_000_000_000, amount, START + MINUTE + 99)).isZero();
  }

  @Test
  void aThousandChargesOfASmallLimitNeedNoMoreThanTheirRoom() {
    Amount amount = perMinute(10);
    for (int i = 0; i < 1_000; i++) {
      window.charge(1, amount, START + i);
    }
    assertThat(window.untilFull(amount, START + 999)).isEqualTo(MINUTE);
    assertThat(window.isFull(amount, START + 999 + MINUTE)).isTrue();
    assertThat(window.take(10, amount, START + 999 + MINUTE)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100})
  void nothingIsLeftOfNothing(long burst) {
    Amount amount = new Amount(0, MINUTE, burst);
    assertThat(window.take(burst + 1, amount, START)).isEqualTo(-1);
    assertThat(window.untilLeft(burst + 1, amount, START)).isEqualTo(Long.MAX_VALUE);
    assertThat(window.untilFull(amount, START)).isZero();
    assertThat(window.take(burst, amount, START)).isZero();
  }

  @Test
  void whoHasUsed90Of100HasUsed90Of200And90Of50() {
    window.take(90, perMinute(100), START);
    assertThat(window.take(0, perMinute(200), START + 1)).isEqualTo(110);
    assertThat(window.take(1, perMinute(50), START + 1)).isEqualTo(-1);
    assertThat(window.untilLeft(1, perMinute(50), START + 1)).isEqualTo(MINUTE - 1);
  }

  @Test
  void aLongerWindowStillKnowsWhatTheShorterOneHad() {
    window.take(90, perMinute(100), START);
    Amount hourly = new Amount(100, 60 * MINUTE, 100);
    assertThat(window.take(0, hourly, START + 2 * MINUTE)).isEqualTo(10);
  }

  @Test
  void aThreadThatComesLateWithAnEarlierTimeIsCountedAsOfTheLatest() {
    Amount amount = perMinute(3);
    assertThat(window.take(1, amount, START + 50)).isEqualTo(2);
    assertThat(window.take(1, amount, START + 20)).isEqualTo(1);
    assertThat(window.take(1, amount, START - 20)).isZero();
    assertThat(window.take(1, amount, START + MINUTE + 49)).isEqualTo(-1);
    assertThat(window.take(3, amount, START + MINUTE + 50)).isZero();
  }
}
