package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.dataplane.upstream.breaker.BreakerState;
import dev.sluice.dataplane.upstream.breaker.BreakerView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** What spares the backends. A backend has a line for what its resource asks for. */
final class SafeguardMetrics extends Collector {
  private static final List<String> BACKEND = List.of("backend_namespace", "backend");
  private static final List<String> STATE = List.of("backend_namespace", "backend", "state");

  private final Supplier<List<UpstreamView>> upstreams;

  SafeguardMetrics(Supplier<List<UpstreamView>> upstreams) {
    this.upstreams = upstreams;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily states =
        new GaugeMetricFamily(
            "sluice_breaker_state", "1 for the state that the circuit breaker is in.", STATE);
    CounterMetricFamily transitions =
        new CounterMetricFamily(
            "sluice_breaker_transitions",
            "How often the circuit breaker came into the state.",
            STATE);
    CounterMetricFamily refused =
        new CounterMetricFamily(
            "sluice_breaker_refused",
            "Calls that were not made because the circuit breaker was open.",
            BACKEND);
    GaugeMetricFamily limits =
        new GaugeMetricFamily(
            "sluice_concurrency_limit", "Requests that the backend gets at a time.", BACKEND);
    GaugeMetricFamily inFlight =
        new GaugeMetricFamily(
            "sluice_concurrency_in_flight", "Requests that have a slot of that limit.", BACKEND);
    GaugeMetricFamily waiting =
        new GaugeMetricFamily(
            "sluice_concurrency_waiting", "Requests in line for a slot.", BACKEND);
    CounterMetricFamily full =
        new CounterMetricFamily(
            "sluice_concurrency_refused", "Requests that found the line full.", BACKEND);
    CounterMetricFamily extra =
        new CounterMetricFamily(
            "sluice_retry_budget_taken", "Extra tries that came out of the budget.", BACKEND);
    CounterMetricFamily exhausted =
        new CounterMetricFamily(
            "sluice_retry_budget_exhausted", "Extra tries that it did not allow.", BACKEND);
    CounterMetricFamily hedges =
        new CounterMetricFamily(
            "sluice_hedges", "Reads that were asked a second time while the first ran.", BACKEND);
    CounterMetricFamily hedgesWon =
        new CounterMetricFamily(
            "sluice_hedges_won", "Those whose second answer came first.", BACKEND);
    for (UpstreamView view : upstreams.get()) {
      List<String> labels = List.of(view.backend().namespace(), view.backend().name());
      view.safeguards()
          .breaker()
          .ifPresent(
              breaker -> {
                states(labels, breaker, states, transitions);
                refused.addMetric(labels, breaker.refused());
              });
      view.safeguards()
          .concurrency()
          .ifPresent(
              limit -> {
                limits.addMetric(labels, limit.limit());
                inFlight.addMetric(labels, limit.inFlight());
                waiting.addMetric(labels, limit.waiting());
                full.addMetric(labels, limit.refused());
              });
      extra.addMetric(labels, view.safeguards().budget().taken());
      exhausted.addMetric(labels, view.safeguards().budget().refused());
      hedges.addMetric(labels, view.safeguards().hedges());
      hedgesWon.addMetric(labels, view.safeguards().hedgesWon());
    }
    return List.of(
        states,
        transitions,
        refused,
        limits,
        inFlight,
        waiting,
        full,
        extra,
        exhausted,
        hedges,
        hedgesWon);
  }

  private static void states(
      List<String> backend,
      BreakerView breaker,
      GaugeMetricFamily states,
      CounterMetricFamily transitions) {
    for (BreakerState state : BreakerState.values()) {
      List<String> labels = List.of(backend.get(0), backend.get(1), state.label());
      states.addMetric(labels, breaker.state() == state ? 1 : 0);
      transitions.addMetric(labels, breaker.transitions().getOrDefault(state, 0L));
    }
  }
}
