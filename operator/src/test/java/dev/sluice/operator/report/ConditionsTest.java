package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConditionsTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-01-02T00:00:00Z");

  private static final Draft GOOD = Draft.holding(Conditions.READY, "Ready", "2 of 2 replicas");
  private static final Draft BAD = Draft.failing(Conditions.READY, "Pending", "1 of 2 replicas");

  private static List<Condition> first(Draft draft) {
    return Conditions.of(List.of(draft), null, 1, FIRST);
  }

  @Test
  void theTimeOfTransitionChangesOnlyWithTheStatus() {
    Draft otherReason = Draft.holding(Conditions.READY, "NoReplicas", "");
    assertThat(Conditions.of(List.of(otherReason), first(GOOD), 2, LATER))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
              assertThat(condition.getObservedGeneration()).isEqualTo(2);
            });
    assertThat(Conditions.of(List.of(BAD), first(GOOD), 2, LATER))
        .singleElement()
        .satisfies(
            condition ->
                assertThat(condition.getLastTransitionTime()).isEqualTo("2026-01-02T00:00:00Z"));
  }

  @Test
  void countsInAConditionThatHoldsAreNoNews() {
    Draft scaled = Draft.holding(Conditions.READY, "Ready", "3 of 3 replicas");
    assertThat(Conditions.tellTheSame(first(GOOD), first(scaled))).isTrue();
    Draft worse = Draft.failing(Conditions.READY, "Pending", "0 of 2 replicas");
    assertThat(Conditions.tellTheSame(first(BAD), first(worse))).isFalse();
  }

  @Test
  void whatAnEditBreaksIsNewsThoughItIsStalledAlready() {
    Draft stalled = Draft.holding(Conditions.STALLED, "InvalidPath", "rules[0]");
    Draft otherwise = Draft.holding(Conditions.STALLED, "InvalidPath", "rules[1]");
    assertThat(Conditions.tellTheSame(first(stalled), first(otherwise))).isFalse();
    assertThat(Conditions.of(List.of(otherwise), first(stalled), 2, LATER))
        .singleElement()
        .satisfies(
            condition ->
                assertThat(condition.getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z"));
  }

  @Test
  void aNewGenerationOrReasonIsNews() {
    assertThat(
            Conditions.tellTheSame(
                first(GOOD), Conditions.of(List.of(GOOD), first(GOOD), 2, FIRST)))
        .isFalse();
    assertThat(
            Conditions.tellTheSame(
                first(GOOD), first(Draft.holding(Conditions.READY, "NoReplicas", ""))))
        .isFalse();
  }

  @Test
  void conditionsOfOthersDoNotCount() {
    List<Condition> current = new ArrayList<>(first(GOOD));
    current.add(
        new ConditionBuilder().withType("Audited").withStatus("True").withReason("x").build());
    assertThat(Conditions.tellTheSame(current, first(GOOD))).isTrue();
  }

  @Test
  void anOwnConditionThatIsNotWantedAnyMoreIsNews() {
    List<Condition> current =
        Conditions.of(
            List.of(GOOD, Draft.holding(Conditions.STALLED, "InvalidPath", "")), null, 1, FIRST);
    assertThat(Conditions.tellTheSame(current, first(GOOD))).isFalse();
  }

  @Test
  void readyFollowsTheFirstThatFails() {
    Draft accepted = Draft.holding(Conditions.ACCEPTED, "Accepted", "");
    Draft pending = Draft.failing(Conditions.PROGRAMMED, "Pending", "1 of 2");
    assertThat(Readiness.of(List.of(accepted, pending)))
        .isEqualTo(Draft.failing(Conditions.READY, "Pending", "1 of 2"));
    Draft zero = Draft.failing(Conditions.PROGRAMMED, "NoReplicas", "scaled to zero");
    assertThat(Readiness.of(List.of(accepted, zero)))
        .isEqualTo(Draft.holding(Conditions.READY, "NoReplicas", "scaled to zero"));
    Draft stalled = Draft.holding(Conditions.STALLED, "InvalidPath", "serves the last good");
    assertThat(Readiness.of(List.of(accepted, stalled)).holds()).isFalse();
  }
}
