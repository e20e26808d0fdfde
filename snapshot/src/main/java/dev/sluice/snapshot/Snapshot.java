package dev.sluice.snapshot;

import java.util.ArrayList;
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
 * @param schemas likewise
 * @param limits sorted by policy
 */
public record Snapshot(
    GatewaySection gateway,
    List<RouteSection> routes,
    List<BackendSection> backends,
    List<SecretSection> secrets,
    List<NetworkFeed> feeds,
    List<JsonSchema> schemas,
    List<RateLimitSection> limits) {
  public Snapshot {
    routes = routes.stream().sorted(Comparator.comparing(RouteSection::route)).toList();
    backends = backends.stream().sorted(Comparator.comparing(BackendSection::backend)).toList();
    secrets = secrets.stream().sorted(Comparator.comparing(Section::key)).toList();
    feeds = feeds.stream().sorted(Comparator.comparing(NetworkFeed::feed)).toList();
    schemas = schemas.stream().sorted(Comparator.comparing(JsonSchema::schema)).toList();
    limits = limits.stream().sorted(Comparator.comparing(RateLimitSection::policy)).toList();
  }

  /** Without limits. */
  public Snapshot(
      GatewaySection gateway,
      List<RouteSection> routes,
      List<BackendSection> backends,
      List<SecretSection> secrets,
      List<NetworkFeed> feeds,
      List<JsonSchema> schemas) {
    this(gateway, routes, backends, secrets, feeds, schemas, List.of());
  }

  /** Without schemas. */
  public Snapshot(
      GatewaySection gateway,
      List<RouteSection> routes,
      List<BackendSection> backends,
      List<SecretSection> secrets,
      List<NetworkFeed> feeds) {
    this(gateway, routes, backends, secrets, feeds, List.of());
  }

  /** Without feeds. */
  public Snapshot(
      GatewaySection gateway,
      List<RouteSection> routes,
      List<BackendSection> backends,
      List<SecretSection> secrets) {
    this(gateway, routes, backends, secrets, List.of(), List.of());
  }

  /** Without secrets. */
  public Snapshot(
      GatewaySection gateway, List<RouteSection> routes, List<BackendSection> backends) {
    this(gateway, routes, backends, List.of(), List.of(), List.of());
  }

  /**
   * Of its sections, in any order.
   *
   * @throws SnapshotException if there is not exactly one gateway section
   */
  public static Snapshot of(List<Section> sections) {
    List<GatewaySection> gateways = new ArrayList<>();
    List<RouteSection> routes = new ArrayList<>();
    List<BackendSection> backends = new ArrayList<>();
    List<SecretSection> secrets = new ArrayList<>();
    List<NetworkFeed> feeds = new ArrayList<>();
    List<JsonSchema> schemas = new ArrayList<>();
    List<RateLimitSection> limits = new ArrayList<>();
    for (Section section : sections) {
      switch (section) {
        case GatewaySection gateway -> gateways.add(gateway);
        case RouteSection route -> routes.add(route);
        case BackendSection backend -> backends.add(backend);
        case SecretSection secret -> secrets.add(secret);
        case NetworkFeed feed -> feeds.add(feed);
        case JsonSchema schema -> schemas.add(schema);
        case RateLimitSection limit -> limits.add(limit);
      }
    }
    if (gateways.size() != 1) {
      throw new SnapshotException(
          "a snapshot has one gateway section, this one has " + gateways.size());
    }
    return new Snapshot(gateways.getFirst(), routes, backends, secrets, feeds, schemas, limits);
  }

  /** In canonical order. */
  public Stream<Section> sections() {
    return Stream.of(List.of(gateway), routes, backends, secrets, feeds, schemas, limits)
        .flatMap(List::stream);
  }
}
