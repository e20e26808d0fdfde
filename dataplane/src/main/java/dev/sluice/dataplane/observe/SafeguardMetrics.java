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
    for (UpstreamView view : upstreams.get()) {
      List<String> labels = List.of(view.backend().namespace(), view.backend().name());
      view.safeguards()
          .breaker()
          .ifPresent(
              breaker -> {
                states(labels, breaker, states, transitions);
                refused.addMetric(labels, breaker.refused());
              });
    }
    return List.of(states, transitions, refused);
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
