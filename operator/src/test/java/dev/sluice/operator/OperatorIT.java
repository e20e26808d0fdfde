package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From {@code kubectl apply} to the statuses, with the rights of the chart. */
@ExtendWith(ApiServerExtension.class)
final class OperatorIT {
  private final ApiServer cluster;
  private OperatorFixture fixture;

  OperatorIT(ApiServer cluster) {
    this.cluster = cluster;
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void anAppliedRouteIsPushedAcknowledgedAndReady() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyEndpoints("orders", "10.1.2.3");
    fixture.applyRoute("orders", "/orders", "orders");
    ServingPlane one = fixture.joinPlane(operator, "pod-1");
    ServingPlane two = fixture.joinPlane(operator, "pod-2");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(one.routes()).containsExactly("orders");
              assertThat(two.routes()).containsExactly("orders");
              assertThat(fixture.routeCondition("orders", "Accepted")).startsWith("True");
              assertThat(fixture.routeCondition("orders", "ResolvedRefs")).startsWith("True");
              assertThat(fixture.routeCondition("orders", "Programmed"))
                  .isEqualTo("True Programmed");
              assertThat(fixture.routeCondition("orders", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.planeCondition("Ready")).isEqualTo("True Ready");
            });
  }
}
