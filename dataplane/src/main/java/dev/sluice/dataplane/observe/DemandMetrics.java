package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.limit.state.LimitState;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is asked of limits, for {@code sluice limits suggest}. At most 120 series for each tier of a
 * limit, however many keys there are and whatever they ask.
 */
final class DemandMetrics extends Collector {
  private final Supplier<List<LimitState>> limits;

  DemandMetrics(Supplier<List<LimitState>> limits) {
    this.limits = limits;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily demand =
        new GaugeMetricFamily(
            "sluice_ratelimit_demand",
            "Windows in which a key asked at most so much, and more than the next smaller peak.",
            List.of("policy", "limit", "tier", "window_millis", "peak"));
    long now = System.nanoTime();
    for (LimitState limit : limits.get()) {
      limit
          .demands()
          .all()
          .forEach(
              (tier, sketch) ->
                  sketch
                      .peaks(now)
                      .forEach(
                          (peak, windows) ->
                              demand.addMetric(
                                  List.of(
                                      limit.id().policy().toString(),
                                      limit.id().limit(),
                                      tier.tier(),
                                      Long.toString(TimeUnit.NANOSECONDS.toMillis(tier.nanos())),
                                      peak.toString()),
                                  windows)));
    }
    return List.of(demand);
  }
}
