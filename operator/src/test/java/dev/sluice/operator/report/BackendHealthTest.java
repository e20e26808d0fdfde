package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.ServiceBackendStatus.Breaker;
import dev.sluice.crds.ServiceBackendStatus.Ejected;
import dev.sluice.crds.ServiceBackendStatus.EndpointCounts;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.BackendState.UnavailableEndpoint;
import dev.sluice.snapshot.BreakerState;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackendHealthTest {
  private static final ObjectKey ORDERS = new ObjectKey("shop", "orders");
  private static final Endpoint A = new Endpoint("10.0.0.1", 8080);
  private static final Endpoint B = new Endpoint("10.0.0.2", 8080);

  private static BackendState seen(BreakerState breaker, UnavailableEndpoint... unavailable) {
    return new BackendState(ORDERS, List.of(A, B), List.of(unavailable), breaker);
  }

  private static UnavailableEndpoint ejected(Endpoint endpoint, String reason) {
    return new UnavailableEndpoint(endpoint, true, reason);
  }

  @Test
  void whatNobodyHasSeenIsUnknown() {
    assertThat(BackendHealth.of(List.of())).isEqualTo(BackendHealth.UNKNOWN);
  }

  @Test
  void oneReplicaSpeaksForItself() {
    assertThat(
            BackendHealth.of(
                List.of(seen(BreakerState.CLOSED, ejected(B, "5 gateway errors in a row")))))
        .isEqualTo(
            new BackendHealth(
                new EndpointCounts(2, 1),
                List.of(new Ejected("10.0.0.2:8080", "5 gateway errors in a row")),
                Breaker.Closed));
  }

  @Test
  void anEndpointThatOneOfThreeReplicasEjectedIsNotHealthyAndThatIsSaid() {
    BackendHealth health =
        BackendHealth.of(
            List.of(
                seen(BreakerState.CLOSED),
                seen(BreakerState.OPEN, ejected(A, "gateway errors")),
                seen(BreakerState.HALF_OPEN)));
    assertThat(health.endpoints()).isEqualTo(new EndpointCounts(2, 1));
    assertThat(health.ejected())
        .containsExactly(
            new Ejected("10.0.0.1:8080", "gateway errors (1 of 3 data-plane replicas)"));
    assertThat(health.breaker()).isEqualTo(Breaker.Open);
  }

  @Test
  void theOrderOfReplicasMeansNothing() {
    BackendState one = seen(BreakerState.CLOSED, ejected(A, "x"));
    BackendState other = seen(BreakerState.CLOSED, ejected(A, "y"), ejected(B, "z"));
    assertThat(BackendHealth.of(List.of(one, other)))
        .isEqualTo(BackendHealth.of(List.of(other, one)));
  }

  @Test
  void aBackendWithoutABreakerHasNoStateOfOne() {
    assertThat(BackendHealth.of(List.of(seen(BreakerState.NONE))).breaker()).isNull();
  }

  @Test
  void theListOfTheEjectedIsBoundedAndTheCountsAreNot() {
    List<Endpoint> many =
        IntStream.range(0, 100).mapToObj(i -> new Endpoint("10.0.1." + i, 80)).toList();
    BackendHealth health =
        BackendHealth.of(
            List.of(
                new BackendState(
                    ORDERS,
                    many,
                    many.stream().map(each -> ejected(each, "x".repeat(10_000))).toList(),
                    BreakerState.NONE)));
    assertThat(health.endpoints()).isEqualTo(new EndpointCounts(100, 0));
    assertThat(health.ejected())
        .hasSize(32)
        .allSatisfy(each -> assertThat(each.reason()).hasSize(300));
  }
}
