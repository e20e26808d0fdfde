package dev.sluice.dataplane.observe;

import dev.sluice.snapshot.ObjectKey;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the backends do, summed over their endpoints: pods come and go, label sets must not. */
public final class UpstreamFamilies {
  private static final List<String> LABELS = List.of("backend_namespace", "backend");

  private UpstreamFamilies() {}

  /** One backend, summed. */
  public record Sums(
      ObjectKey backend,
      int endpoints,
      long activeRequests,
      long pendingRequests,
      long activeConnections,
      long idleConnections,
      double connects,
      double connectFailures) {}

  public static List<MetricFamilySamples> of(List<Sums> backends) {
    List<MetricFamilySamples> families = new ArrayList<>();
    families.add(gauge("sluice_upstream_endpoints", "Endpoints known.", backends, Sums::endpoints));
    families.add(
        gauge("sluice_upstream_active_requests", "Requests sent.", backends, Sums::activeRequests));
    families.add(
        gauge(
            "sluice_upstream_pending_requests",
            "Requests that wait for a connection.",
            backends,
            Sums::pendingRequests));
    families.add(
        gauge(
            "sluice_upstream_active_connections",
            "Connections in use.",
            backends,
            Sums::activeConnections));
    families.add(
        gauge(
            "sluice_upstream_idle_connections",
            "Connections at rest.",
            backends,
            Sums::idleConnections));
    families.add(
        counter("sluice_upstream_connects", "Connections opened.", backends, Sums::connects));
    families.add(
        counter(
            "sluice_upstream_connect_failures",
            "Connections that could not be opened.",
            backends,
            Sums::connectFailures));
    return families;
  }

  private static MetricFamilySamples gauge(
      String name, String help, List<Sums> backends, Function<Sums, Number> value) {
    GaugeMetricFamily family = new GaugeMetricFamily(name, help, LABELS);
    for (Sums sums : backends) {
      family.addMetric(labels(sums), value.apply(sums).doubleValue());
    }
    return family;
  }

  private static MetricFamilySamples counter(
      String name, String help, List<Sums> backends, Function<Sums, Number> value) {
    CounterMetricFamily family = new CounterMetricFamily(name, help, LABELS);
    for (Sums sums : backends) {
      family.addMetric(labels(sums), value.apply(sums).doubleValue());
    }
    return family;
  }

  private static List<String> labels(Sums sums) {
    return List.of(sums.backend().namespace(), sums.backend().name());
  }
}
