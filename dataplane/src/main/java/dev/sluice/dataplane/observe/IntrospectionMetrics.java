package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.introspection.IntrospectionView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Issuers that are asked about tokens of clients. */
final class IntrospectionMetrics extends Collector {
  private final Supplier<List<IntrospectionView>> providers;

  IntrospectionMetrics(Supplier<List<IntrospectionView>> providers) {
    this.providers = providers;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<String> one = List.of("provider");
    List<String> byResult = List.of("provider", "result");
    CounterMetricFamily calls =
        new CounterMetricFamily(
            "sluice_introspection_calls",
            "Questions that issuers were asked, by what came of them.",
            byResult);
    CounterMetricFamily seconds =
        new CounterMetricFamily(
            "sluice_introspection_call_seconds", "Time that these questions took together.", one);
    CounterMetricFamily spared =
        new CounterMetricFamily(
            "sluice_introspection_spared",
            "Requests for which nobody was asked: held (an answer was at hand), shared (another"
                + " asked the same), turned_away (too many waited or the issuer fails: 503).",
            byResult);
    GaugeMetricFamily waiting =
        new GaugeMetricFamily(
            "sluice_introspection_waiting", "Tokens that wait for their issuer.", one);
    GaugeMetricFamily remembered =
        new GaugeMetricFamily(
            "sluice_introspection_answers_remembered", "Answers that are held.", one);
    GaugeMetricFamily failing =
        new GaugeMetricFamily(
            "sluice_introspection_failing",
            "1 while the issuer fails and is asked once a second only.",
            one);
    for (IntrospectionView view : providers.get()) {
      String provider = view.provider();
      List<String> name = List.of(provider);
      calls.addMetric(List.of(provider, "active"), view.active());
      calls.addMetric(List.of(provider, "inactive"), view.inactive());
      calls.addMetric(List.of(provider, "failed"), view.failed());
      seconds.addMetric(name, view.callNanos() / (double) TimeUnit.SECONDS.toNanos(1));
      spared.addMetric(List.of(provider, "held"), view.hits());
      spared.addMetric(List.of(provider, "shared"), view.shared());
      spared.addMetric(List.of(provider, "turned_away"), view.turnedAway());
      waiting.addMetric(name, view.waiting());
      remembered.addMetric(name, view.remembered());
      failing.addMetric(name, view.resting() ? 1 : 0);
    }
    return List.of(calls, seconds, spared, waiting, remembered, failing);
  }
}
