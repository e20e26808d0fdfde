package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that one data plane needs in order to serve, but for endpoints.
 *
 * @param routes sorted by key
 * @param backends sorted by key
 */
public record Snapshot(
    GatewaySection gateway, List<RouteSection> routes, List<BackendSection> backends) {
  public Snapshot {
    routes = routes.stream().sorted(Comparator.comparing(RouteSection::route)).toList();
    backends = backends.stream().sorted(Comparator.comparing(BackendSection::backend)).toList();
  }

  /** In canonical order. */
  public Stream<Section> sections() {
    return Stream.concat(
        Stream.of((Section) gateway), Stream.concat(routes.stream(), backends.stream()));
  }
}
