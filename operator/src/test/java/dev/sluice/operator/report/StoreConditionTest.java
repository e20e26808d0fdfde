package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.StoreState;
import dev.sluice.snapshot.StoreState.Answers;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a policy says of the store that counts its limits. */
final class StoreConditionTest {
  private static final ObjectKey PLANE = new ObjectKey("infra", "public");
  private static final StoreState UP = new StoreState(Answers.CONNECTED, 100, "");
  private static final StoreState GONE =
      new StoreState(Answers.UNAVAILABLE, 140, "there is no connection to Redis");

  private static RateLimit limit(String name, OnFailure onFailure) {
    return new RateLimit(
        name,
        List.of(),
        List.of(),
        new RateLimit.Allowance.Concurrent(1),
        false,
        new CounterStore.Shared(false, onFailure));
  }

  private static final StoreUses.Use USE =
      new StoreUses.Use(
          PLANE,
          List.of(
              limit("a", OnFailure.LOCAL_FALLBACK),
              limit("b", OnFailure.CLOSED),
              limit("c", OnFailure.OPEN),
              limit("d", OnFailure.CLOSED)));

  private static Optional<Draft> judge(@Nullable List<Condition> current, StoreState... replicas) {
    PlaneView plane =
        new PlaneView(
            PLANE,
            "v1",
            Map.of(),
            Arrays.stream(replicas)
                .map(
                    state ->
                        new PlaneView.Replica(
                            "pod", "v1", Map.of(), false, List.of(), List.of(), state))
                .toList(),
            null);
    return StoreCondition.of(List.of(USE), key -> plane, current);
  }

  @Test
  void aStoreThatAnswersIsAvailable() {
    assertThat(judge(null, UP, UP))
        .contains(
            Draft.holding(
                "StoreAvailable", "Connected", "Redis of data plane infra/public answers"));
  }

  @Test
  void aStoreThatDoesNotAnswerSaysWhatHappensToEachLimitMeanwhile() {
    assertThat(judge(null, UP, GONE))
        .contains(
            Draft.failing(
                "StoreAvailable",
                "StoreUnavailable",
                "data plane infra/public cannot count in Redis: there is no connection to Redis"
                    + " (1 of 2 data-plane replicas). Meanwhile c: all requests pass"
                    + " (onStoreFailure: Open); b, d: requests get 503 (onStoreFailure: Closed);"
                    + " a: each replica counts its share by itself (onStoreFailure:"
                    + " LocalFallback)."));
  }

  @Test
  void whileNoReplicaIsThereNothingSpeaksAgainstWhatWasTold() {
    Draft told = judge(null, GONE).orElseThrow();
    List<Condition> current = Conditions.of(List.of(told), null, 1, Instant.EPOCH);
    assertThat(judge(current)).contains(told);
    assertThat(judge(null)).isEmpty();
  }

  @Test
  void replicasOfAReleaseThatDoesNotTellLeaveNoCondition() {
    Draft told = judge(null, GONE).orElseThrow();
    List<Condition> current = Conditions.of(List.of(told), null, 1, Instant.EPOCH);
    assertThat(judge(current, StoreState.NONE)).isEmpty();
  }

  @Test
  void aPolicyThatCountsElsewhereHasNone() {
    assertThat(
            StoreCondition.of(
                List.of(), key -> new PlaneView(key, "", Map.of(), List.of(), null), null))
        .isEmpty();
  }
}
