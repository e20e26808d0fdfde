package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.limit.redis.CountersView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Counters of limits that data planes share in Redis. */
final class CountersMetrics extends Collector {
  private static final String SECONDS = "sluice_ratelimit_store_seconds";

  private final Supplier<Optional<CountersView>> counters;

  CountersMetrics(Supplier<Optional<CountersView>> counters) {
    this.counters = counters;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily up =
        new GaugeMetricFamily(
            "sluice_ratelimit_store_up", "1 while counters in Redis answer.", List.of());
    GaugeMetricFamily connected =
        new GaugeMetricFamily(
            "sluice_ratelimit_store_connected", "1 while there is a connection to it.", List.of());
    GaugeMetricFamily refusing =
        new GaugeMetricFamily(
            "sluice_ratelimit_store_breakers_open",
            "Servers that requests do not ask, because they did not answer.",
            List.of());
    GaugeMetricFamily replicas =
        new GaugeMetricFamily(
            "sluice_ratelimit_store_replicas", "Data planes that share them.", List.of());
    CounterMetricFamily questions =
        new CounterMetricFamily(
            "sluice_ratelimit_store_questions", "Requests that they were asked for.", List.of());
    CounterMetricFamily failures =
        new CounterMetricFamily(
            "sluice_ratelimit_store_failures", "Requests without an answer.", List.of("kind"));
    GaugeMetricFamily leases =
        new GaugeMetricFamily(
            "sluice_ratelimit_leases", "Counters of which some is held ahead of need.", List.of());
    CounterMetricFamily leased =
        new CounterMetricFamily(
            "sluice_ratelimit_leased", "Requests, or cost, that were taken of that.", List.of());
    List<MetricFamilySamples.Sample> seconds = new ArrayList<>();
    counters
        .get()
        .ifPresent(
            view -> {
              up.addMetric(List.of(), view.up() ? 1 : 0);
              connected.addMetric(List.of(), view.state().connected() ? 1 : 0);
              refusing.addMetric(List.of(), view.state().breakersOpen());
              replicas.addMetric(List.of(), view.replicas());
              questions.addMetric(List.of(), view.questions());
              view.failures().forEach((kind, count) -> failures.addMetric(List.of(kind), count));
              leases.addMetric(List.of(), view.leases());
              leased.addMetric(List.of(), view.leased());
              add(seconds, view.latency());
            });
    return List.of(
        up,
        connected,
        refusing,
        replicas,
        questions,
        failures,
        new MetricFamilySamples(
            SECONDS, Type.HISTOGRAM, "Round trips to them; one may serve many requests.", seconds),
        leases,
        leased);
  }

  private static void add(List<MetricFamilySamples.Sample> samples, CountersView.Latency latency) {
    for (CountersView.Bucket bucket : latency.buckets()) {
      samples.add(bucket(Double.toString(bucket.end()), bucket.count()));
    }
    samples.add(bucket("+Inf", latency.count()));
    samples.add(sample("_count", latency.count()));
    samples.add(sample("_sum", latency.seconds()));
  }

  private static MetricFamilySamples.Sample bucket(String end, long count) {
    return new MetricFamilySamples.Sample(SECONDS + "_bucket", List.of("le"), List.of(end), count);
  }

  private static MetricFamilySamples.Sample sample(String suffix, double value) {
    return new MetricFamilySamples.Sample(SECONDS + suffix, List.of(), List.of(), value);
  }
}
