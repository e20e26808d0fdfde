package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.provision.Provisioned;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.StoreState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EvidenceTest {
  private static final SectionKey ROUTE =
      new SectionKey(SectionKind.ROUTE, new ObjectKey("shop", "orders"));

  private static PlaneView plane(@Nullable Provisioned provisioned, PlaneView.Replica... replicas) {
    return new PlaneView(
        new ObjectKey("infra", "public"),
        "v2",
        Map.of(ROUTE, "new"),
        List.of(replicas),
        provisioned);
  }

  private static PlaneView.Replica serving(String name, String hash, Refusal... refusals) {
    return new PlaneView.Replica(
        name, "any", Map.of(ROUTE, hash), false, List.of(refusals), List.of(), StoreState.NONE);
  }

  private static Draft judge(PlaneView plane, boolean before) {
    return Evidence.programmed(plane, ROUTE, "new", before);
  }

  @Test
  void everyReplicaMustServeTheSectionInWhateverVersion() {
    assertThat(judge(plane(null, serving("a", "new"), serving("b", "new")), false))
        .satisfies(
            draft -> {
              assertThat(draft.holds()).isTrue();
              assertThat(draft.message()).startsWith("2 of 2 ");
            });
    assertThat(judge(plane(null, serving("a", "new"), serving("b", "old")), false))
        .satisfies(
            draft -> {
              assertThat(draft.holds()).isFalse();
              assertThat(draft.reason()).isEqualTo("Pending");
              assertThat(draft.message()).startsWith("1 of 2 ");
            });
  }

  @Test
  void aRefusalNamesReplicaAndReason() {
    Draft draft =
        judge(
            plane(null, serving("a", "new"), serving("b", "old", new Refusal(ROUTE, "too big"))),
            true);
    assertThat(draft.reason()).isEqualTo("RejectedByDataPlane");
    assertThat(draft.message()).contains("b", "too big");
  }

  @Test
  void aRefusalOfAnOlderFormIsForgottenOnceTheNewOneServes() {
    assertThat(
            judge(plane(null, serving("b", "new", new Refusal(ROUTE, "too big"))), false).holds())
        .isTrue();
  }

  @Test
  void withNobodyConnectedWhatWasKnownStands() {
    assertThat(judge(plane(null), true).holds()).isTrue();
    assertThat(judge(plane(null), false).reason()).isEqualTo("NoReadyReplicas");
  }

  @Test
  void scaledToZeroIsSaid() {
    assertThat(judge(plane(new Provisioned(0, 0, List.of())), true).reason())
        .isEqualTo("NoReplicas");
  }
}
