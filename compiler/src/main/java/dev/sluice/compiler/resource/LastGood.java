package dev.sluice.compiler.resource;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.JsonSchema;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was served before, for content that a bad edit broke. An input like the resources, stored
 * with the published snapshots.
 */
public final class LastGood {
  public static final LastGood NOTHING = new LastGood(Map.of());

  private final Map<ObjectKey, Snapshot> planes;
  private final Map<ObjectKey, BackendSection> backends = new HashMap<>();
  private final Map<SectionKey, SecretSection> secrets = new HashMap<>();
  private final Map<ObjectKey, NetworkFeed> feeds = new HashMap<>();
  private final Map<ObjectKey, JsonSchema> schemas = new HashMap<>();
  private final Map<ObjectKey, RateLimitSection> limits = new HashMap<>();

  /**
   * @param snapshots what each data plane was told last
   */
  public LastGood(Map<ObjectKey, Snapshot> snapshots) {
    planes = Map.copyOf(snapshots);
    snapshots
        .values()
        .forEach(snapshot -> snapshot.feeds().forEach(feed -> feeds.put(feed.feed(), feed)));
    snapshots
        .values()
        .forEach(snapshot -> snapshot.schemas().forEach(each -> schemas.put(each.schema(), each)));
    snapshots
        .values()
        .forEach(snapshot -> snapshot.limits().forEach(each -> limits.put(each.policy(), each)));
    // The same in every data plane, for it comes from one resource.
    snapshots
        .values()
        .forEach(
            snapshot ->
                snapshot.backends().forEach(backend -> backends.put(backend.backend(), backend)));
    snapshots
        .values()
        .forEach(
            snapshot ->
                snapshot
                    .secrets()
                    .forEach(secret -> secrets.merge(secret.key(), secret, LastGood::together)));
  }

  /** Data planes hold those entries of a Secret that they need. */
  private static SecretSection together(SecretSection one, SecretSection other) {
    if (one instanceof SecretSection.Credential first
        && other instanceof SecretSection.Credential second) {
      SortedMap<String, SecretText> values = new TreeMap<>(first.values());
      values.putAll(second.values());
      return new SecretSection.Credential(first.secret(), values);
    }
    if (one instanceof SecretSection.Passwords first
        && other instanceof SecretSection.Passwords second) {
      SortedMap<String, SecretText> files = new TreeMap<>(first.files());
      files.putAll(second.files());
      return new SecretSection.Passwords(first.secret(), files);
    }
    return one;
  }

  public Optional<GatewaySection> gateway(ObjectKey dataPlane) {
    return Optional.ofNullable(planes.get(dataPlane)).map(Snapshot::gateway);
  }

  public Optional<BackendSection> backend(ObjectKey backend) {
    return Optional.ofNullable(backends.get(backend));
  }

  /** What a policy limited, whatever its targets were; the same in every data plane. */
  public Optional<RateLimitSection> limits(ObjectKey policy) {
    return Optional.ofNullable(limits.get(policy));
  }

  /** What the Secret held while it was good, and somebody referred to it. */
  public Optional<SecretSection> secret(SectionKey section) {
    return Optional.ofNullable(secrets.get(section));
  }

  /** What the feed held while it was good, and somebody referred to it. */
  public Optional<NetworkFeed> feed(ObjectKey feed) {
    return Optional.ofNullable(feeds.get(feed));
  }

  /** The schema as it was while it was good, and somebody referred to it. */
  public Optional<JsonSchema> schema(ObjectKey schema) {
    return Optional.ofNullable(schemas.get(schema));
  }

  /**
   * The route as this data plane served it.
   *
   * @param created when the present route was created: one that was deleted and made anew under the
   *     same name inherits nothing
   */
  public Optional<RouteSection> route(ObjectKey dataPlane, ObjectKey route, long created) {
    return Optional.ofNullable(planes.get(dataPlane))
        .flatMap(snapshot -> find(snapshot.routes(), route))
        .filter(section -> section.created() == created);
  }

  /** They are sorted. Seldom asked for, so there is no map of them. */
  private static Optional<RouteSection> find(List<RouteSection> routes, ObjectKey wanted) {
    int low = 0;
    int high = routes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (routes.get(middle).route().compareTo(wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < routes.size() && routes.get(low).route().equals(wanted)
        ? Optional.of(routes.get(low))
        : Optional.empty();
  }
}
