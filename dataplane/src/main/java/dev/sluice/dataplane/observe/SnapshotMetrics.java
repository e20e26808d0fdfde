package dev.sluice.dataplane.observe;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Which configuration is in force, since when, and how many came and were refused. */
public final class SnapshotMetrics extends Collector {
  private final LongAdder applied = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile Optional<InForce> inForce = Optional.empty();

  private record InForce(String version, long sinceNanos) {}

  /** A snapshot was swapped in. The same version again keeps its age. */
  public synchronized void applied(String version) {
    applied.increment();
    if (inForce.filter(old -> old.version().equals(version)).isEmpty()) {
      inForce = Optional.of(new InForce(version, System.nanoTime()));
    }
  }

  /** A snapshot could not be built; the one before it goes on. */
  public void refused() {
    refused.increment();
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily info =
        new GaugeMetricFamily(
            "sluice_snapshot_info", "1 for the version in force.", List.of("version"));
    GaugeMetricFamily age =
        new GaugeMetricFamily(
            "sluice_snapshot_age_seconds",
            "Since the version in force was applied; absent before the first.",
            List.of());
    inForce.ifPresent(
        now -> {
          info.addMetric(List.of(now.version()), 1);
          age.addMetric(List.of(), (System.nanoTime() - now.sinceNanos()) / NANOSECONDS_PER_SECOND);
        });
    return List.of(
        info,
        age,
        new CounterMetricFamily(
            "sluice_snapshot_applied", "Snapshots that were put in force.", applied.sum()),
        new CounterMetricFamily(
            "sluice_snapshot_refused", "Snapshots that could not be built.", refused.sum()));
  }
}
