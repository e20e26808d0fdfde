package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.jwt.JwtView;
import dev.sluice.dataplane.auth.jwt.keys.KeyFigures;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** The keys that tokens of clients are verified with. */
final class KeyMetrics extends Collector {
  private final Supplier<List<JwtView>> providers;

  KeyMetrics(Supplier<List<JwtView>> providers) {
    this.providers = providers;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<String> one = List.of("provider");
    GaugeMetricFamily keys =
        new GaugeMetricFamily(
            "sluice_jwt_keys",
            "Keys at hand that tokens may be signed with; at 0 requests are answered with 503.",
            one);
    GaugeMetricFamily age =
        new GaugeMetricFamily(
            "sluice_jwt_keys_age_seconds", "Since the keys at hand were fetched.", one);
    GaugeMetricFamily stale =
        new GaugeMetricFamily(
            "sluice_jwt_keys_stale", "1 while older keys serve because a fetch failed.", one);
    CounterMetricFamily fetches =
        new CounterMetricFamily(
            "sluice_jwt_keys_fetches",
            "Requests for the keys of providers, by result.",
            List.of("provider", "result"));
    GaugeMetricFamily remembered =
        new GaugeMetricFamily(
            "sluice_jwt_tokens_remembered", "Verified tokens that cost one look-up.", one);
    for (JwtView view : providers.get()) {
      KeyFigures figures = view.keys();
      List<String> name = List.of(figures.provider());
      keys.addMetric(name, figures.keys());
      remembered.addMetric(name, view.remembered());
      if (figures.state() != KeyFigures.State.FIXED) {
        age.addMetric(name, figures.ageSeconds());
        stale.addMetric(name, figures.state() == KeyFigures.State.STALE ? 1 : 0);
        fetches.addMetric(List.of(figures.provider(), "fetched"), figures.fetched());
        fetches.addMetric(List.of(figures.provider(), "failed"), figures.failed());
      }
    }
    return List.of(keys, age, stale, fetches, remembered);
  }
}
