package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.health.HealthCounts;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.BreakerState;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;

/** A backend as the admin port and the metrics show it. */
public record UpstreamView(
    ObjectKey backend,
    ConnectionPolicy connection,
    List<EndpointView> endpoints,
    HealthCounts healthCounts,
    SafeguardsView safeguards,
    BalancingView balancing) {
  public UpstreamView {
    endpoints = List.copyOf(endpoints);
  }

  /** The same for the operator, which wants to know what is wrong and no figures. */
  BackendState state() {
    return new BackendState(
        backend,
        endpoints.stream().map(EndpointView::endpoint).toList(),
        endpoints.stream()
            .filter(endpoint -> !endpoint.health().available())
            .map(EndpointView::unavailable)
            .toList(),
        safeguards
            .breaker()
            .map(breaker -> BreakerState.valueOf(breaker.state().name()))
            .orElse(BreakerState.NONE));
  }
}
