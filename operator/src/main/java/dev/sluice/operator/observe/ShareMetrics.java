package dev.sluice.operator.observe;

import dev.sluice.operator.quota.DeskView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/**
 * How this operator shares limits, while it leads: a series for each data plane. Which limits these
 * are only data planes know, who report hashes.
 */
public final class ShareMetrics extends Collector {
  private static final List<String> LABELS = List.of("data_plane");

  private final Supplier<List<DeskView>> desks;

  public ShareMetrics(Supplier<List<DeskView>> desks) {
    this.desks = desks;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily replicas =
        gauge("sluice_operator_share_replicas", "Replicas among which limits are divided.");
    GaugeMetricFamily silent =
        gauge(
            "sluice_operator_share_silent",
            "Of these, connected and not asking: each has an equal share.");
    GaugeMetricFamily keys =
        gauge("sluice_operator_share_keys", "Keys with shares by demand; others have equal ones.");
    CounterMetricFamily answers =
        new CounterMetricFamily(
            "sluice_operator_share_answers_total",
            "Times that a replica was told its shares.",
            LABELS);
    for (DeskView desk : desks.get()) {
      List<String> label = List.of(desk.dataPlane().toString());
      replicas.addMetric(label, desk.replicas());
      silent.addMetric(label, desk.silent());
      keys.addMetric(label, desk.counters());
      answers.addMetric(label, (double) desk.answers());
    }
    return List.of(replicas, silent, keys, answers);
  }

  private static GaugeMetricFamily gauge(String name, String help) {
    return new GaugeMetricFamily(name, help, LABELS);
  }
}
