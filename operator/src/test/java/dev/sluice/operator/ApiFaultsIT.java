package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.cluster.FaultProxy;
import dev.sluice.operator.publish.ServingPlane;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An API server that stumbles: HO2, HO3 and HO4 of the catalogue of faults. */
@ExtendWith(ApiServerExtension.class)
final class ApiFaultsIT {
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");

  private final ApiServer cluster;
  private final OperatorFixture fixture;

  ApiFaultsIT(ApiServer cluster) {
    this.cluster = cluster;
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private static boolean isWrite(String method, String path) {
    return WRITES.contains(method)
        // Asked at the start and for each connection: not what is written.
        && !path.contains("reviews")
        && !path.contains("/leases");
  }

  private RunningOperator startBehind(FaultProxy proxy) throws InterruptedException {
    return fixture.startOperator("operator-0", proxy.url());
  }

  private void applyAll() {
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyEndpoints("orders", "10.1.2.3");
    fixture.applyRoute("a", "/a", "orders");
    fixture.applyRoute("b", "/b", "orders");
  }

  private void awaitAllReady() {
    await()
        .atMost(OperatorFixture.PATIENCE.multipliedBy(2))
        .untilAsserted(
            () -> {
              for (String route : new String[] {"a", "b"}) {
                assertThat(fixture.routeCondition(route, "Ready")).isEqualTo("True Ready");
              }
              assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.planeCondition("Ready")).isEqualTo("True Ready");
            });
  }

  @Test
  void everyFirstWriteMayConflict() throws Exception {
    try (FaultProxy proxy =
        FaultProxy.start(
            cluster,
            (method, path, attempt) ->
                isWrite(method, path) && attempt == 1 ? Optional.of(409) : Optional.empty())) {
      RunningOperator operator = startBehind(proxy);
      applyAll();
      fixture.joinPlane(operator, "pod-1");
      awaitAllReady();
      fixture.stop(operator);
    }
  }

  @Test
  void everyFirstWriteMayBeTurnedAway() throws Exception {
    int[] errors = {429, 500, 503};
    try (FaultProxy proxy =
        FaultProxy.start(
            cluster,
            (method, path, attempt) ->
                isWrite(method, path) && attempt <= errors.length
                    ? Optional.of(errors[attempt - 1])
                    : Optional.empty())) {
      RunningOperator operator = startBehind(proxy);
      applyAll();
      fixture.joinPlane(operator, "pod-1");
      awaitAllReady();
      fixture.stop(operator);
    }
  }

  @Test
  void watchesMayBreakAgainAndAgainAndNothingIsMissed() throws Exception {
    try (FaultProxy proxy =
        FaultProxy.start(cluster, (method, path, attempt) -> Optional.empty())) {
      RunningOperator operator = startBehind(proxy);
      applyAll();
      ServingPlane plane = fixture.joinPlane(operator, "pod-1");
      awaitAllReady();
      for (int i = 0; i < 4; i++) {
        assertThat(proxy.breakWatches()).isPositive();
        String added = "added-" + i;
        fixture.applyRoute(added, "/" + added, "orders");
        await()
            .atMost(OperatorFixture.PATIENCE)
            .untilAsserted(() -> assertThat(plane.routes()).contains("a", "b", added));
        proxy.breakWatches();
        fixture
            .admin()
            .resources(GatewayRoute.class)
            .inNamespace(fixture.namespace())
            .withName(added)
            .delete();
        await()
            .atMost(OperatorFixture.PATIENCE)
            .untilAsserted(() -> assertThat(plane.routes()).containsExactly("a", "b"));
      }
      fixture.stop(operator);
    }
  }
}
