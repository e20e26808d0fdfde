package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;

/** A backend as the admin port and the metrics show it. */
public record UpstreamView(
    ObjectKey backend, ConnectionPolicy connection, List<EndpointView> endpoints) {
  public UpstreamView {
    endpoints = List.copyOf(endpoints);
  }
}
