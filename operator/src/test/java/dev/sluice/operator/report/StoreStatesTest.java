package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.DataPlaneStatus.RedisHealth;
import dev.sluice.snapshot.StoreState;
import dev.sluice.snapshot.StoreState.Answers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a status says of the store of limits. */
final class StoreStatesTest {
  private static final StoreState UP = new StoreState(Answers.CONNECTED, 100, "");
  private static final StoreState UP_LATER = new StoreState(Answers.CONNECTED, 160, "");
  private static final StoreState SLOW =
      new StoreState(Answers.UNAVAILABLE, 200, "Redis does not answer in time");
  private static final StoreState GONE =
      new StoreState(Answers.UNAVAILABLE, 140, "there is no connection to Redis");

  @Test
  void itAnswersSinceItAnswersAll() {
    assertThat(StoreStates.of(List.of(UP, UP_LATER, StoreState.NONE)))
        .contains(new RedisHealth(RedisHealth.State.Connected, 2, "1970-01-01T00:02:40Z", null));
  }

  @Test
  void oneWithoutAnAnswerIsEnough() {
    assertThat(StoreStates.of(List.of(UP, SLOW, UP)))
        .contains(
            new RedisHealth(
                RedisHealth.State.Unavailable,
                1,
                "1970-01-01T00:03:20Z",
                "Redis does not answer in time (1 of 3 data-plane replicas)"));
  }

  @Test
  void theFirstOfThemSaysSinceWhenAndMostOfThemWhy() {
    assertThat(StoreStates.of(List.of(SLOW, GONE, SLOW)))
        .contains(
            new RedisHealth(
                RedisHealth.State.Unavailable,
                3,
                "1970-01-01T00:02:20Z",
                "Redis does not answer in time (3 of 3 data-plane replicas)"));
  }

  @Test
  void whoDoesNotCountThereSaysNothing() {
    assertThat(StoreStates.of(List.of(StoreState.NONE))).isEmpty();
    assertThat(StoreStates.of(List.of())).isEmpty();
  }

  @Test
  void whatAReplicaSaysIsBounded() {
    assertThat(
            StoreStates.of(
                List.of(new StoreState(Answers.UNAVAILABLE, Long.MAX_VALUE, "x".repeat(10_000)))))
        .hasValueSatisfying(
            told -> {
              assertThat(told.reason()).hasSize(300);
              assertThat(told.since()).isEqualTo("1970-01-01T00:00:00Z");
            });
  }
}
