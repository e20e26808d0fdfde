package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.upstream.DialView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** How the endpoints of backends are found, and what keeps connections from being made. */
final class DialMetrics extends Collector {
  private static final List<String> BACKEND = List.of("backend_namespace", "backend");
  private static final List<String> RESULT = List.of("backend_namespace", "backend", "result");

  private final Supplier<List<DialView>> dials;

  DialMetrics(Supplier<List<DialView>> dials) {
    this.dials = dials;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily forbidden =
        new CounterMetricFamily(
            "sluice_upstream_forbidden_dials",
            "Connections not made because their address is forbidden.",
            BACKEND);
    CounterMetricFamily tls =
        new CounterMetricFamily(
            "sluice_upstream_tls_failures",
            "Connections to backends over which TLS failed.",
            BACKEND);
    CounterMetricFamily lookups =
        new CounterMetricFamily(
            "sluice_dns_lookups", "Look-ups of the names of backends, by result.", RESULT);
    GaugeMetricFamily stale =
        new GaugeMetricFamily(
            "sluice_dns_stale",
            "1 while an old answer is used because the DNS gives no new one.",
            BACKEND);
    for (DialView view : dials.get()) {
      String namespace = view.backend().namespace();
      String name = view.backend().name();
      List<String> labels = List.of(namespace, name);
      forbidden.addMetric(labels, view.forbidden());
      tls.addMetric(labels, view.tlsFailures());
      view.names()
          .ifPresent(
              names -> {
                lookups.addMetric(List.of(namespace, name, "found"), names.found());
                lookups.addMetric(List.of(namespace, name, "none"), names.none());
                lookups.addMetric(List.of(namespace, name, "forbidden"), names.forbidden());
                lookups.addMetric(List.of(namespace, name, "failed"), names.failed());
                stale.addMetric(labels, names.stale() ? 1 : 0);
              });
    }
    return List.of(forbidden, tls, lookups, stale);
  }
}
