package dev.sluice.cli;

import static dev.sluice.cli.SharedCounting.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.limit.count.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that disagree about who leads, and replicas that begin anew without any. */
final class SharesOfTwoLeadersTest {
  private static final Amount WINDOW = new Amount(300, 20 * SECOND, 300);

  private final SharedCounting counting;
  private final SharedCounting.Replica first;
  private final SharedCounting.Replica second;
  private final SharedCounting.Replica third;

  SharesOfTwoLeadersTest() {
    counting = new SharedCounting(WINDOW, false, 21);
    first = counting.join();
    second = counting.join();
    third = counting.join();
    counting.pass(25);
  }

  private void allWant(double rate) {
    first.rate = rate;
    second.rate = rate;
    third.rate = rate;
  }

  @Test
  void twoWhoBothLeadHandOutTheWholeOnce() {
    allWant(60);
    counting.pass(30);
    SharedCounting.Operator old = counting.elect();
    // A split that nobody mends: both go on for as long as one likes.
    first.follows = old;
    second.follows = old;
    counting.pass(200);
    assertThat(counting.mostIn(20)).isBetween(280, 300);
    assertThat(first.part() + second.part() + third.part()).isLessThanOrEqualTo(300);
  }

  @Test
  void whereDemandWasUnevenASplitCostsWhatWasUsedAndThenNothing() {
    first.rate = 60;
    counting.pass(30);
    assertThat(first.part()).isGreaterThan(270);
    SharedCounting.Operator old = counting.elect();
    second.follows = old;
    third.follows = old;
    allWant(60);
    counting.pass(60);
    assertThat(counting.mostIn(20)).isLessThanOrEqualTo(300 + 180);
    counting.forget();
    counting.pass(100);
    assertThat(counting.mostIn(20)).isBetween(280, 300);
  }

  @Test
  void anOldLeaderIsNotListenedToOnceANewOneWasHeard() {
    first.rate = 60;
    counting.pass(10);
    SharedCounting.Operator old = counting.elect();
    counting.pass(20);
    assertThat(first.part()).isGreaterThan(270);
    // It wakes up and believes that it leads, and all turn to it.
    first.follows = old;
    second.follows = old;
    third.follows = old;
    counting.pass(16);
    assertThat(first.part()).isEqualTo(100);
    allWant(60);
    counting.pass(20);
    counting.forget();
    counting.pass(60);
    assertThat(counting.mostIn(20)).isBetween(280, 300);
  }

  @Test
  void anOperatorThatLeadsNoMoreHandsNothingOut() {
    SharedCounting.Operator old = counting.elect();
    old.leads = false;
    first.follows = old;
    first.rate = 60;
    counting.pass(16);
    assertThat(first.part()).isNegative();
    counting.forget();
    counting.pass(30);
    assertThat(counting.mostIn(20)).isBetween(95, 100);
  }

  /** Operators one after the other, as in a rolling update. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3, 8, 20})
  void leadersThatComeAndGoHandOutNoMoreThanTheWhole(double seconds) {
    first.rate = 60;
    second.rate = 10;
    counting.pass(30);
    for (int i = 0; i < 20; i++) {
      counting.elect();
      counting.pass(seconds);
    }
    assertThat(counting.mostIn(20)).isBetween(270, 300);
  }

  @Test
  void aNewReplicaTakesNextToNothingUntilTheOperatorHasAnswered() {
    allWant(60);
    counting.pass(60);
    SharedCounting.Replica fourth = counting.join();
    fourth.quotas.expect(fourth.clock() + 5 * SECOND);
    fourth.rate = 200;
    counting.pass(60);
    assertThat(fourth.part()).isBetween(120L, 200L);
    assertThat(counting.mostIn(20)).isBetween(280, 301);
  }

  @Test
  void replicasThatStartWithoutAnOperatorDivideAsTheyWereToldLast() {
    counting.operatorAway(true);
    counting.pass(20);
    SharedCounting.Replica again = second.restart();
    first.rate = 60;
    again.rate = 60;
    third.rate = 60;
    counting.pass(100);
    assertThat(again.quotas.count()).isEqualTo(3);
    assertThat(counting.mostIn(20)).isBetween(280, 300);
    counting.operatorAway(false);
    counting.pass(60);
    assertThat(counting.mostIn(20)).isBetween(280, 300);
  }
}
