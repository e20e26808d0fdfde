package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.observe.ViewMetrics.Part;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Counters of limits that data planes share in Redis. */
final class CountersMetrics {
  private static final String SECONDS = "sluice_ratelimit_store_seconds";

  private CountersMetrics() {}

  static Collector of(Supplier<Optional<CountersView>> counters) {
    return ViewMetrics.unlabelled(() -> counters.get().stream().toList())
        .gauge(
            "sluice_ratelimit_store_up",
            "1 while counters in Redis answer.",
            view -> ViewMetrics.flag(view.up()))
        .gauge(
            "sluice_ratelimit_store_connected",
            "1 while there is a connection to it.",
            view -> ViewMetrics.flag(view.state().connected()))
        .gauge(
            "sluice_ratelimit_store_breakers_open",
            "Servers that requests do not ask, because they did not answer.",
            view -> view.state().breakersOpen())
        .gauge(
            "sluice_ratelimit_store_replicas",
            "Data planes that share them.",
            CountersView::replicas)
        .counter(
            "sluice_ratelimit_store_questions",
            "Requests that they were asked for.",
            CountersView::questions)
        .counter(
            "sluice_ratelimit_store_failures",
            "Requests without an answer.",
            "kind",
            view ->
                view.failures().entrySet().stream()
                    .map(each -> new Part(each.getKey(), each.getValue()))
                    .toList())
        .family(CountersMetrics::latency)
        .gauge(
            "sluice_ratelimit_leases",
            "Counters of which some is held ahead of need.",
            CountersView::leases)
        .counter(
            "sluice_ratelimit_leased",
            "Requests, or cost, that were taken of that.",
            CountersView::leased);
  }

  private static MetricFamilySamples latency(Collection<CountersView> views) {
    List<MetricFamilySamples.Sample> samples = new ArrayList<>();
    views.forEach(view -> add(samples, view.latency()));
    return new MetricFamilySamples(
        SECONDS,
        Collector.Type.HISTOGRAM,
        "Round trips to them; one may serve many requests.",
        samples);
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
