package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.limit.state.LimitOutcome;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitStates;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** Limits of policies. As many series as there are limits, however many keys these have. */
final class LimitMetrics extends Collector {
  private static final List<String> LIMIT = List.of("policy", "limit");

  private final LimitStates limits;

  LimitMetrics(LimitStates limits) {
    this.limits = limits;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily decisions =
        new CounterMetricFamily(
            "sluice_ratelimit_decisions",
            "What limits said of requests; fallback besides, where this process counted alone.",
            List.of("policy", "limit", "outcome"));
    GaugeMetricFamily keys =
        new GaugeMetricFamily(
            "sluice_ratelimit_keys", "Keys with a counter in this process.", LIMIT);
    CounterMetricFamily evicted =
        new CounterMetricFamily(
            "sluice_ratelimit_keys_evicted",
            "Keys that had used something and were forgotten, for there were too many.",
            LIMIT);
    CounterMetricFamily forgotten =
        new CounterMetricFamily(
            "sluice_ratelimit_keys_forgotten", "Those of them that had nothing left.", LIMIT);
    CounterMetricFamily costs =
        new CounterMetricFamily(
            "sluice_ratelimit_bad_costs", "Answers of backends with a cost that is none.", LIMIT);
    for (LimitState limit : limits.all()) {
      String policy = limit.id().policy().toString();
      String name = limit.id().limit();
      for (LimitOutcome outcome : LimitOutcome.values()) {
        decisions.addMetric(
            List.of(policy, name, outcome.label()), limit.figures().counted(outcome));
      }
      decisions.addMetric(List.of(policy, name, "fallback"), limit.figures().fellBack());
      List<String> of = List.of(policy, name);
      keys.addMetric(of, limit.counters().size() + limit.slots().keys());
      evicted.addMetric(of, limit.counters().evicted());
      forgotten.addMetric(of, limit.counters().forgotten());
      costs.addMetric(of, limit.figures().badCosts());
    }
    return List.of(
        decisions,
        keys,
        evicted,
        forgotten,
        costs,
        new GaugeMetricFamily(
            "sluice_ratelimit_memory_bytes",
            "Memory of all counters in this process.",
            limits.memory().used()),
        new GaugeMetricFamily(
            "sluice_ratelimit_memory_limit_bytes",
            "That there is for them; beyond it keys are forgotten.",
            limits.memory().most()));
  }
}
