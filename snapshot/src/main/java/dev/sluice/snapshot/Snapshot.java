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
 * @param feeds likewise
 */
public record Snapshot(
    GatewaySection gateway,
    List<RouteSection> routes,
    List<BackendSection> backends,
    List<SecretSection> secrets,
    List<NetworkFeed> feeds) {
  public Snapshot {
    routes = routes.stream().sorted(Comparator.comparing(RouteSection::route)).toList();
    backends = backends.stream().sorted(Comparator.comparing(BackendSection::backend)).toList();
    secrets = secrets.stream().sorted(Comparator.comparing(Section::key)).toList();
    feeds = feeds.stream().sorted(Comparator.comparing(NetworkFeed::feed)).toList();
  }

  /** Without feeds. */
  public Snapshot(
      GatewaySection gateway,
      List<RouteSection> routes,
      List<BackendSection> backends,
      List<SecretSection> secrets) {
    this(gateway, routes, backends, secrets, List.of());
  }

  /** Without secrets. */
  public Snapshot(
      GatewaySection gateway, List<RouteSection> routes, List<BackendSection> backends) {
    this(gateway, routes, backends, List.of(), List.of());
  }

  /** In canonical order. */
  public Stream<Section> sections() {
    return Stream.of(List.of(gateway), routes, backends, secrets, feeds).flatMap(List::stream);
  }
}
