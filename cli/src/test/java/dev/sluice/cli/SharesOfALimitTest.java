package dev.sluice.cli;

import static dev.sluice.cli.SharedCounting.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.limit.count.Amount;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docs/decisions/shares-of-a-limit.md} promises, operator and data planes together. */
final class SharesOfALimitTest {
  private static final Amount WINDOW = new Amount(300, 20 * SECOND, 300);
  private static final Amount BUCKET = new Amount(100, 10 * SECOND, 60);

  @Test
  void demandAtOneReplicaMovesTheShareThereWithinSeconds() {
    SharedCounting counting = new SharedCounting(WINDOW, false, 1);
    SharedCounting.Replica busy = counting.join();
    counting.join();
    counting.join();
    counting.pass(25);
    busy.rate = 60;
    assertThat(counting.pass(8)).isGreaterThan(270);
    assertThat(busy.part()).isBetween(275L, 280L);
    counting.pass(60);
    assertThat(counting.mostIn(20)).isBetween(275, 300);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noWindowHasMoreThanTheLimitHoweverDemandMoves(long seed) {
    SharedCounting counting = new SharedCounting(WINDOW, false, seed);
    SharedCounting.Replica[] replicas = {counting.join(), counting.join(), counting.join()};
    counting.pass(25);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      for (SharedCounting.Replica replica : replicas) {
        replica.rate = random.nextInt(3) == 0 ? random.nextInt(60) : random.nextInt(5);
      }
      counting.pass(1 + random.nextInt(8));
    }
    assertThat(counting.mostIn(20)).isBetween(250, 300);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void aBucketGivesNoMoreThanItHoldsAndWhatFlowsInHoweverDemandMoves(long seed) {
    SharedCounting counting = new SharedCounting(BUCKET, true, seed);
    SharedCounting.Replica[] replicas = {counting.join(), counting.join(), counting.join()};
    counting.pass(25);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      for (SharedCounting.Replica replica : replicas) {
        replica.rate = random.nextInt(3) == 0 ? random.nextInt(60) : random.nextInt(5);
      }
      counting.pass(1 + random.nextInt(8));
    }
    assertThat(counting.mostIn(1)).isLessThanOrEqualTo(60 + 10);
    assertThat(counting.mostIn(30)).isBetween(200, 60 + 300);
  }

  @Test
  void aSmallLimitIsDividedWithoutARest() {
    SharedCounting counting = new SharedCounting(new Amount(5, 20 * SECOND, 5), false, 3);
    SharedCounting.Replica[] replicas = {counting.join(), counting.join(), counting.join()};
    counting.pass(25);
    for (SharedCounting.Replica replica : replicas) {
      replica.rate = 2;
    }
    counting.pass(100);
    assertThat(counting.mostIn(20)).isEqualTo(5);
  }

  @Test
  void whereThereAreMoreReplicasThanThereIsToShareEachHasOne() {
    SharedCounting counting = new SharedCounting(new Amount(2, 20 * SECOND, 2), false, 3);
    SharedCounting.Replica[] replicas = {
      counting.join(), counting.join(), counting.join(), counting.join()
    };
    counting.pass(30);
    for (SharedCounting.Replica replica : replicas) {
      replica.rate = 2;
    }
    counting.pass(100);
    assertThat(counting.mostIn(20)).isEqualTo(4);
  }

  @Test
  void withoutTheOperatorEachHasAnEqualShare() {
    SharedCounting counting = new SharedCounting(WINDOW, false, 4);
    SharedCounting.Replica busy = counting.join();
    SharedCounting.Replica second = counting.join();
    SharedCounting.Replica third = counting.join();
    counting.pass(25);
    busy.rate = 60;
    counting.pass(10);
    assertThat(busy.part()).isBetween(275L, 280L);
    counting.operatorAway(true);
    counting.pass(11);
    assertThat(busy.part()).isEqualTo(100);
    assertThat(second.part()).isEqualTo(10);
    counting.pass(6);
    assertThat(second.part()).isEqualTo(100);
    second.rate = 60;
    third.rate = 60;
    counting.pass(20);
    counting.forget();
    counting.pass(60);
    assertThat(counting.mostIn(20)).isBetween(275, 300);
  }

  @Test
  void anOperatorThatComesBackGoesOnWithWhatIsHeld() {
    SharedCounting counting = new SharedCounting(WINDOW, false, 5);
    SharedCounting.Replica busy = counting.join();
    counting.join();
    counting.join();
    counting.pass(25);
    busy.rate = 60;
    counting.pass(30);
    counting.forget();
    counting.operatorAway(true);
    counting.pass(4);
    counting.operatorAway(false);
    for (int i = 0; i < 40; i++) {
      counting.pass(1);
      assertThat(busy.part()).isGreaterThanOrEqualTo(275);
    }
    assertThat(counting.mostIn(20)).isLessThanOrEqualTo(300);
  }

  @Test
  void theShareOfAReplicaThatDiesGoesToTheOthers() {
    SharedCounting counting = new SharedCounting(WINDOW, false, 6);
    SharedCounting.Replica first = counting.join();
    SharedCounting.Replica second = counting.join();
    SharedCounting.Replica third = counting.join();
    counting.pass(25);
    first.rate = 30;
    second.rate = 30;
    third.rate = 30;
    counting.pass(20);
    third.dead = true;
    counting.pass(40);
    assertThat(first.quotas.count()).isEqualTo(2);
    assertThat(first.part() + second.part()).isBetween(270L, 300L);
    assertThat(counting.mostIn(20)).isBetween(275, 300);
  }

  @Test
  void aReplicaThatJoinsHasItsShareWhenTheOthersHaveLess() {
    SharedCounting counting = new SharedCounting(WINDOW, false, 7);
    SharedCounting.Replica first = counting.join();
    SharedCounting.Replica second = counting.join();
    counting.pass(25);
    first.rate = 60;
    second.rate = 60;
    counting.pass(60);
    SharedCounting.Replica third = counting.join();
    counting.pass(1.5);
    third.rate = 60;
    counting.pass(120);
    assertThat(third.quotas.count()).isEqualTo(3);
    assertThat(third.part()).isBetween(90L, 110L);
    assertThat(counting.mostIn(20)).isBetween(275, 300);
  }

  @Test
  void aReplicaThatNoOperatorHearsHasAtMostItsEqualShareBesides() {
    SharedCounting counting = new SharedCounting(WINDOW, false, 8);
    SharedCounting.Replica first = counting.join();
    SharedCounting.Replica second = counting.join();
    SharedCounting.Replica third = counting.join();
    counting.pass(25);
    first.rate = 60;
    second.rate = 5;
    third.rate = 60;
    counting.pass(40);
    third.alone = true;
    counting.pass(15);
    assertThat(counting.mostIn(20)).isLessThanOrEqualTo(300);
    counting.pass(100);
    assertThat(third.part()).isEqualTo(100);
    assertThat(counting.mostIn(20)).isLessThanOrEqualTo(400);
    third.alone = false;
    counting.pass(60);
    counting.forget();
    counting.pass(60);
    assertThat(counting.mostIn(20)).isBetween(275, 300);
  }
}
