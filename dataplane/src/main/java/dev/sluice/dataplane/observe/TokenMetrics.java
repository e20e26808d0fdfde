package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.upstream.credential.TokenFigures;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** How the fetching of tokens for backends goes. */
final class TokenMetrics extends Collector {
  private final Supplier<List<TokenFigures>> tokens;

  TokenMetrics(Supplier<List<TokenFigures>> tokens) {
    this.tokens = tokens;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily fetches =
        new CounterMetricFamily(
            "sluice_upstream_token_fetches",
            "Requests to the token endpoints of backends, by result.",
            List.of("backend_namespace", "backend", "result"));
    GaugeMetricFamily held =
        new GaugeMetricFamily(
            "sluice_upstream_token_held",
            "1 while there is a token for the backend that has not expired.",
            List.of("backend_namespace", "backend"));
    for (TokenFigures figures : tokens.get()) {
      String namespace = figures.backend().namespace();
      String name = figures.backend().name();
      fetches.addMetric(List.of(namespace, name, "fetched"), figures.fetched());
      fetches.addMetric(List.of(namespace, name, "failed"), figures.failed());
      held.addMetric(List.of(namespace, name), figures.held() ? 1 : 0);
    }
    return List.of(fetches, held);
  }
}
