package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneStatus.ProviderHealth;
import dev.sluice.crds.DataPlaneStatus.ProviderHealth.Keys;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.snapshot.ProviderState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How data planes do with the keys of issuers, in the status of a DataPlane. */
@ExtendWith(ApiServerExtension.class)
final class ProviderHealthIT {
  private final OperatorFixture fixture;

  ProviderHealthIT(ApiServer cluster) {
    fixture = new OperatorFixture(cluster);
    fixture.applyPlane();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private List<ProviderHealth> told() {
    List<DataPlane> planes =
        fixture
            .admin()
            .resources(DataPlane.class)
            .inNamespace(fixture.namespace())
            .list()
            .getItems();
    return Objects.requireNonNullElse(
        Objects.requireNonNull(planes.getFirst().getStatus()).providers(), List.of());
  }

  private void await(ProviderHealth... wanted) {
    org.awaitility.Awaitility.await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(told()).containsExactly(wanted));
  }

  @Test
  void theWorstOfAllReplicasStandsInTheStatusAndReadyIsAsBefore() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ServingPlane one = fixture.joinPlane(operator, "pod-1");
    ServingPlane two = fixture.joinPlane(operator, "pod-2");
    one.tell(new ProviderState("idp", ProviderState.Keys.MISSING, "no keys: nobody answers"));
    two.tell(new ProviderState("idp", ProviderState.Keys.FRESH, ""));
    await(
        new ProviderHealth(
            "idp", Keys.Missing, "no keys: nobody answers (1 of 2 data-plane replicas)"));
    assertThat(fixture.planeCondition("Ready")).isEqualTo("True Ready");
    one.tell(new ProviderState("idp", ProviderState.Keys.FRESH, ""));
    await(new ProviderHealth("idp", Keys.Fresh, null));
    one.tell(new ProviderState[0]);
    two.tell(new ProviderState[0]);
    await();
  }
}
