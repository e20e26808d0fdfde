package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.upstream.MirrorDrop;
import dev.sluice.dataplane.upstream.MirrorView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** Copies of requests, by the backend that gets them. Backends that get none have no line. */
final class MirrorMetrics extends Collector {
  private static final List<String> BACKEND = List.of("backend_namespace", "backend");
  private static final List<String> REASON = List.of("backend_namespace", "backend", "reason");

  private final Supplier<List<MirrorView>> mirrors;

  MirrorMetrics(Supplier<List<MirrorView>> mirrors) {
    this.mirrors = mirrors;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily answered =
        new CounterMetricFamily(
            "sluice_mirrored_requests", "Copies of requests that were answered.", BACKEND);
    CounterMetricFamily dropped =
        new CounterMetricFamily(
            "sluice_mirror_dropped", "Copies of requests that came to nothing.", REASON);
    for (MirrorView view : mirrors.get()) {
      String namespace = view.backend().namespace();
      String name = view.backend().name();
      if (view.answered() > 0) {
        answered.addMetric(List.of(namespace, name), view.answered());
      }
      for (MirrorDrop reason : MirrorDrop.values()) {
        long count = view.dropped().getOrDefault(reason, 0L);
        if (count > 0) {
          dropped.addMetric(List.of(namespace, name, reason.label()), count);
        }
      }
    }
    return List.of(answered, dropped);
  }
}
