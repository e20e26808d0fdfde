package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that one data plane needs in order to serve, but for endpoints.
 *
 * @param routes sorted by key
 * @param backends sorted by key
 * @param secrets that the others refer to; sorted by key
 */
public record Snapshot(
    GatewaySection gateway,
    List<RouteSection> routes,
    List<BackendSection> backends,
    List<SecretSection> secrets) {
  public Snapshot {
    routes = routes.stream().sorted(Comparator.comparing(RouteSection::route)).toList();
    backends = backends.stream().sorted(Comparator.comparing(BackendSection::backend)).toList();
    secrets = secrets.stream().sorted(Comparator.comparing(Section::key)).toList();
  }

  /** Without secrets. */
  public Snapshot(
      GatewaySection gateway, List<RouteSection> routes, List<BackendSection> backends) {
    this(gateway, routes, backends, List.of());
  }

  /** In canonical order. */
  public Stream<Section> sections() {
    return Stream.of(List.of(gateway), routes, backends, secrets).flatMap(List::stream);
  }
}
