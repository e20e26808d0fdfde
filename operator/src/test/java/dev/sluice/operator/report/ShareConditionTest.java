package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.quota.DeskView;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a policy says of the shares of its limits. */
final class ShareConditionTest {
  private static final ObjectKey PLANE = new ObjectKey("infra", "public");
  private static final ObjectKey OTHER = new ObjectKey("infra", "internal");

  private static DeskView desk(int silent, int counters) {
    return new DeskView(PLANE, 3, silent, counters, 1_024, 77);
  }

  private static Optional<Draft> judge(DeskView desk, @Nullable List<Condition> current) {
    return ShareCondition.of(List.of(PLANE), Map.of(PLANE, desk), current);
  }

  @Test
  void sharesThatFollowDemandSayAmongHowManyTheyAreDivided() {
    assertThat(judge(desk(0, 5), null))
        .contains(
            Draft.holding(
                "SharesFollowDemand",
                "Shared",
                "divided among 3 replicas of data plane infra/public"));
  }

  @Test
  void replicasThatAskSomebodyElseAreCounted() {
    Draft draft = judge(desk(2, 5), null).orElseThrow();
    assertThat(draft.holds()).isFalse();
    assertThat(draft.reason()).isEqualTo("ReplicasSilent");
    assertThat(draft.message()).startsWith("2 of 3 replicas of data plane infra/public do not ask");
  }

  @Test
  void moreKeysThanGetSharesAreTold() {
    Draft draft = judge(desk(0, 1_024), null).orElseThrow();
    assertThat(draft.reason()).isEqualTo("TooManyKeys");
    assertThat(draft.message()).contains("(1024)").contains("store: Redis");
  }

  @Test
  void untilReplicasHaveAskedWhatWasToldStands() {
    List<Condition> told =
        Conditions.of(
            List.of(judge(desk(2, 5), null).orElseThrow()), null, 1, Instant.ofEpochSecond(5));
    assertThat(ShareCondition.of(List.of(PLANE, OTHER), Map.of(PLANE, desk(0, 5)), told))
        .hasValueSatisfying(draft -> assertThat(draft.reason()).isEqualTo("ReplicasSilent"));
    assertThat(ShareCondition.of(List.of(PLANE), Map.of(), null)).isEmpty();
    assertThat(ShareCondition.of(List.of(), Map.of(PLANE, desk(0, 5)), told)).isEmpty();
  }

  @Test
  void whatChangesAllTheTimeIsNoNews() {
    assertThat(desk(0, 5).told()).isEqualTo(new DeskView(PLANE, 3, 0, 9, 1_024, 99).told());
    assertThat(desk(0, 5).told()).isNotEqualTo(desk(1, 5).told());
    assertThat(desk(0, 5).told()).isNotEqualTo(desk(0, 1_024).told());
  }
}
