package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.upstream.BalancingView;
import dev.sluice.dataplane.upstream.UpstreamView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** Where requests went, of backends that have something to tell. */
final class BalancingMetrics extends Collector {
  private static final List<String> BACKEND = List.of("backend_namespace", "backend");
  private static final List<String> ZONE = List.of("backend_namespace", "backend", "zone");

  private final Supplier<List<UpstreamView>> upstreams;

  BalancingMetrics(Supplier<List<UpstreamView>> upstreams) {
    this.upstreams = upstreams;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily failovers =
        new CounterMetricFamily(
            "sluice_upstream_failovers", "Requests that another backend took.", BACKEND);
    CounterMetricFamily zones =
        new CounterMetricFamily(
            "sluice_upstream_zone_requests", "Requests by zone, where the own is preferred.", ZONE);
    GaugeMetricFamily panic =
        new GaugeMetricFamily(
            "sluice_upstream_panic", "1 while unhealthy endpoints get requests too.", BACKEND);
    for (UpstreamView view : upstreams.get()) {
      BalancingView balancing = view.balancing();
      String namespace = view.backend().namespace();
      String name = view.backend().name();
      if (balancing.failovers() > 0) {
        failovers.addMetric(List.of(namespace, name), balancing.failovers());
      }
      if (balancing.prefersZone()) {
        zones.addMetric(List.of(namespace, name, "own"), balancing.ownZone());
        zones.addMetric(List.of(namespace, name, "other"), balancing.otherZone());
      }
      if (balancing.policy().panicPercent() > 0) {
        panic.addMetric(List.of(namespace, name), balancing.panic() ? 1 : 0);
      }
    }
    return List.of(failovers, zones, panic);
  }
}
