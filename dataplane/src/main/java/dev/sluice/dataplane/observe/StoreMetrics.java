package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.redis.RedisView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What data planes share, and the list of tokens that were taken back, which is kept there. */
final class StoreMetrics extends Collector {
  private final Supplier<RedisView> redis;
  private final Supplier<Optional<RevocationView>> revocations;

  StoreMetrics(Supplier<RedisView> redis, Supplier<Optional<RevocationView>> revocations) {
    this.redis = redis;
    this.revocations = revocations;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily connected =
        new GaugeMetricFamily(
            "sluice_redis_connected", "1 while there is a connection to Redis.", List.of());
    CounterMetricFamily connections =
        new CounterMetricFamily(
            "sluice_redis_connections", "Connections that were made to Redis.", List.of());
    CounterMetricFamily scripts =
        new CounterMetricFamily(
            "sluice_redis_scripts", "Scripts that Redis was asked to run.", List.of("result"));
    GaugeMetricFamily entries =
        new GaugeMetricFamily(
            "sluice_revocation_entries", "Entries of the list of tokens taken back.", List.of());
    GaugeMetricFamily age =
        new GaugeMetricFamily(
            "sluice_revocation_age_seconds", "Since that list was up to date.", List.of());
    CounterMetricFamily refused =
        new CounterMetricFamily(
            "sluice_revocation_refused",
            "Requests with a token that was taken back.",
            List.of("provider"));
    CounterMetricFamily lost =
        new CounterMetricFamily(
            "sluice_revocation_entries_lost",
            "Entries that do not count: malformed, or dropped because there were too many.",
            List.of("reason"));
    RedisView view = redis.get();
    if (view.state() != RedisView.State.NONE) {
      connected.addMetric(List.of(), view.state() == RedisView.State.CONNECTED ? 1 : 0);
      connections.addMetric(List.of(), view.connections());
      scripts.addMetric(List.of("answered"), view.answered());
      scripts.addMetric(List.of("failed"), view.failed());
    }
    revocations
        .get()
        .ifPresent(
            list -> {
              entries.addMetric(List.of(), list.entries());
              if (list.loaded()) {
                age.addMetric(List.of(), list.ageMillis() / 1_000.0);
              }
              list.refused()
                  .forEach((provider, count) -> refused.addMetric(List.of(provider), count));
              lost.addMetric(List.of("malformed"), list.malformed());
              lost.addMetric(List.of("dropped"), list.dropped());
            });
    return List.of(connected, connections, scripts, entries, age, refused, lost);
  }
}
