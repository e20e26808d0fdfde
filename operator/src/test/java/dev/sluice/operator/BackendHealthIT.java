package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendStatus;
import dev.sluice.crds.ServiceBackendStatus.Breaker;
import dev.sluice.crds.ServiceBackendStatus.Ejected;
import dev.sluice.crds.ServiceBackendStatus.EndpointCounts;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.BackendState.UnavailableEndpoint;
import dev.sluice.snapshot.BreakerState;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What data planes see of a backend, in its status on a real API server. */
@ExtendWith(ApiServerExtension.class)
final class BackendHealthIT {
  private static final Endpoint A = new Endpoint("10.1.2.3", 8080);
  private static final Endpoint B = new Endpoint("10.1.2.4", 8080);

  private final OperatorFixture fixture;

  BackendHealthIT(ApiServer cluster) {
    fixture = new OperatorFixture(cluster);
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyEndpoints("orders", "10.1.2.3", "10.1.2.4");
    fixture.applyRoute("a", "/a", "orders");
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private BackendState state(BreakerState breaker, UnavailableEndpoint... unavailable) {
    return new BackendState(
        new ObjectKey(fixture.namespace(), "orders"), List.of(A, B), List.of(unavailable), breaker);
  }

  private ServiceBackendStatus status() {
    ServiceBackend backend =
        fixture
            .admin()
            .resources(ServiceBackend.class)
            .inNamespace(fixture.namespace())
            .withName("orders")
            .get();
    return Objects.requireNonNull(backend.getStatus());
  }

  private void awaitReady() {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready"));
  }

  @Test
  void endpointsEjectionsAndBreakersOfAllReplicasStandInTheStatus() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ServingPlane one = fixture.joinPlane(operator, "pod-1");
    ServingPlane two = fixture.joinPlane(operator, "pod-2");
    awaitReady();
    one.tell(
        state(BreakerState.OPEN, new UnavailableEndpoint(B, true, "5 gateway errors in a row")));
    two.tell(state(BreakerState.CLOSED));
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              ServiceBackendStatus status = status();
              assertThat(status.endpoints()).isEqualTo(new EndpointCounts(2, 1));
              assertThat(status.ejected())
                  .containsExactly(
                      new Ejected(
                          "10.1.2.4:8080",
                          "5 gateway errors in a row (1 of 2 data-plane replicas)"));
              assertThat(status.breaker()).isEqualTo(Breaker.Open);
              // Traffic goes round it: the resource itself is as good as before.
              assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
            });
    one.tell(state(BreakerState.CLOSED));
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              ServiceBackendStatus status = status();
              assertThat(status.endpoints()).isEqualTo(new EndpointCounts(2, 2));
              assertThat(status.ejected()).isNull();
              assertThat(status.breaker()).isEqualTo(Breaker.Closed);
            });
  }

  @Test
  void aBreakerThatFlapsCostsAWriteInEachPauseAtMost() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    awaitReady();
    plane.tell(state(BreakerState.CLOSED));
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(status().breaker()).isEqualTo(Breaker.Closed));
    double before = operator.metrics().statusWrites("ServiceBackend");
    long began = System.nanoTime();
    for (int i = 0; i < 30; i++) {
      plane.tell(state(i % 2 == 0 ? BreakerState.OPEN : BreakerState.CLOSED));
      // The time between two changes is what is tested here.
      Thread.sleep(100);
    }
    plane.tell(state(BreakerState.HALF_OPEN));
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(status().breaker()).isEqualTo(Breaker.HalfOpen));
    double writes = operator.metrics().statusWrites("ServiceBackend") - before;
    double pauses = (double) (System.nanoTime() - began) / OperatorFixture.HEALTH_PAUSE.toNanos();
    assertThat(writes).isBetween(1.0, pauses + 1);
  }
}
