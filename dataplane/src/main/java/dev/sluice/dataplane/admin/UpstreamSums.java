package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.UpstreamFamilies;
import dev.sluice.dataplane.upstream.EndpointView;
import dev.sluice.dataplane.upstream.UpstreamView;
import java.util.List;

/** Backends as the metrics count them. */
public final class UpstreamSums {
  private UpstreamSums() {}

  public static List<UpstreamFamilies.Sums> of(List<UpstreamView> views) {
    return views.stream().map(UpstreamSums::sum).toList();
  }

  private static UpstreamFamilies.Sums sum(UpstreamView view) {
    List<EndpointView> endpoints = view.endpoints();
    return new UpstreamFamilies.Sums(
        view.backend(),
        endpoints.size(),
        endpoints.stream().mapToLong(EndpointView::activeRequests).sum(),
        endpoints.stream().mapToLong(EndpointView::pendingRequests).sum(),
        endpoints.stream().mapToLong(EndpointView::activeConnections).sum(),
        endpoints.stream().mapToLong(EndpointView::idleConnections).sum(),
        endpoints.stream().mapToLong(EndpointView::connects).sum(),
        endpoints.stream().mapToLong(EndpointView::connectFailures).sum());
  }
}
