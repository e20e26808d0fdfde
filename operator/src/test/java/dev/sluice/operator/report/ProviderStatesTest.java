package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.DataPlaneStatus.ProviderHealth;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.ProviderState.Keys;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a status says of keys that replicas fetch. */
final class ProviderStatesTest {
  private static final ProviderState FRESH = new ProviderState("idp", Keys.FRESH, "");
  private static final ProviderState STALE =
      new ProviderState("idp", Keys.STALE, "no new keys: the endpoint answers 500");
  private static final ProviderState MISSING =
      new ProviderState("idp", Keys.MISSING, "no keys: the endpoint cannot be reached");

  @Test
  void aProviderDoesAsItDoesWhereItDoesWorst() {
    assertThat(ProviderStates.of(List.of(List.of(FRESH), List.of(MISSING), List.of(STALE))))
        .containsExactly(
            new ProviderHealth(
                "idp",
                ProviderHealth.Keys.Missing,
                "no keys: the endpoint cannot be reached (1 of 3 data-plane replicas)"));
    assertThat(ProviderStates.of(List.of(List.of(FRESH), List.of(STALE), List.of(STALE))))
        .containsExactly(
            new ProviderHealth(
                "idp",
                ProviderHealth.Keys.Stale,
                "no new keys: the endpoint answers 500 (2 of 3 data-plane replicas)"));
  }

  @Test
  void whatIsWellHasNoProblemAndNoFigures() {
    assertThat(ProviderStates.of(List.of(List.of(FRESH), List.of(FRESH))))
        .containsExactly(new ProviderHealth("idp", ProviderHealth.Keys.Fresh, null));
    assertThat(ProviderStates.of(List.of(List.of(), List.of()))).isEmpty();
  }

  @Test
  void providersStandByNameAndProblemsAreCut() {
    ProviderState other = new ProviderState("ada", Keys.MISSING, "x".repeat(10_000));
    List<ProviderHealth> told = ProviderStates.of(List.of(List.of(FRESH, other)));
    assertThat(told).extracting(ProviderHealth::name).containsExactly("ada", "idp");
    assertThat(told.getFirst().problem()).hasSize(300);
  }
}
