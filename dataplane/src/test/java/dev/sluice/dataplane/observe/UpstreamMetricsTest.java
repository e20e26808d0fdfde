package dev.sluice.dataplane.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.BalancingView;
import dev.sluice.dataplane.upstream.EndpointView;
import dev.sluice.dataplane.upstream.SafeguardsView;
import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.dataplane.upstream.health.EndpointState;
import dev.sluice.dataplane.upstream.health.HealthCounts;
import dev.sluice.dataplane.upstream.health.HealthView;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import io.prometheus.client.CollectorRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UpstreamMetricsTest {
  private static final ObjectKey BACKEND = new ObjectKey("shop", "orders");

  private static final HealthView HEALTHY =
      new HealthView(
          EndpointState.HEALTHY, true, Instant.EPOCH, "", Optional.empty(), Optional.empty());

  private List<UpstreamView> views = List.of();
  private final CollectorRegistry registry = new CollectorRegistry();

  UpstreamMetricsTest() {
    registry.register(new UpstreamMetrics(() -> views));
  }

  @Test
  void figuresAreSummedOverEndpoints() {
    show(endpoint("10.0.0.1", 1, 2, 3, 4, 5, 6), endpoint("10.0.0.2", 10, 20, 30, 40, 50, 60));
    assertThat(endpoints("healthy")).isEqualTo(2);
    assertThat(endpoints("unhealthy")).isZero();
    assertThat(connections("idle")).isEqualTo(11);
    assertThat(connections("active")).isEqualTo(22);
    assertThat(value("sluice_upstream_active_requests")).isEqualTo(33);
    assertThat(value("sluice_upstream_pending_requests")).isEqualTo(44);
    assertThat(value("sluice_upstream_connects_total")).isEqualTo(55);
    assertThat(value("sluice_upstream_connect_failures_total")).isEqualTo(66);
  }

  @Test
  void aCounterNeverFallsWhenAPodLeavesOrComesBack() {
    show(connects("10.0.0.1", 100), connects("10.0.0.2", 7));
    assertThat(value("sluice_upstream_connects_total")).isEqualTo(107);
    show(connects("10.0.0.2", 8));
    assertThat(value("sluice_upstream_connects_total")).isEqualTo(108);
    show(connects("10.0.0.1", 3), connects("10.0.0.2", 8));
    assertThat(value("sluice_upstream_connects_total")).isEqualTo(111);
    show(connects("10.0.0.1", 1), connects("10.0.0.2", 8));
    assertThat(value("sluice_upstream_connects_total")).isEqualTo(112);
  }

  @Test
  void aBackendThatIsGoneHasNoSeries() {
    show(connects("10.0.0.1", 1));
    views = List.of();
    assertThat(endpoints("healthy")).isNull();
    assertThat(value("sluice_upstream_connects_total")).isNull();
  }

  private void show(EndpointView... endpoints) {
    views =
        List.of(
            new UpstreamView(
                BACKEND,
                ConnectionPolicy.DEFAULT,
                List.of(endpoints),
                HealthCounts.NONE,
                SafeguardsView.NONE,
                BalancingView.NONE));
  }

  private static EndpointView connects(String address, long connects) {
    return endpoint(address, 0, 0, 0, 0, connects, 0);
  }

  private static EndpointView endpoint(
      String address, int idle, int active, int requests, int pending, long ok, long failed) {
    return new EndpointView(
        new Endpoint(address, 80), "", 1, idle, active, requests, pending, ok, failed, HEALTHY);
  }

  private @Nullable Double value(String name) {
    return registry.getSampleValue(
        name,
        new String[] {"backend_namespace", "backend"},
        new String[] {BACKEND.namespace(), BACKEND.name()});
  }

  private @Nullable Double endpoints(String state) {
    return registry.getSampleValue(
        "sluice_upstream_endpoints",
        new String[] {"backend_namespace", "backend", "state"},
        new String[] {BACKEND.namespace(), BACKEND.name(), state});
  }

  private @Nullable Double connections(String state) {
    return registry.getSampleValue(
        "sluice_upstream_connections",
        new String[] {"backend_namespace", "backend", "state"},
        new String[] {BACKEND.namespace(), BACKEND.name(), state});
  }
}
