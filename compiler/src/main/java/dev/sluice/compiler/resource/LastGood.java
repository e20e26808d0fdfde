package dev.sluice.compiler.resource;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was served before, for content that a bad edit broke. An input like the resources, stored
 * with the published snapshots.
 */
public final class LastGood {
  public static final LastGood NOTHING = new LastGood(Map.of());

  private record Kept(GatewaySection gateway, Map<ObjectKey, RouteSection> routes) {}

  private final Map<ObjectKey, Kept> planes = new HashMap<>();
  private final Map<ObjectKey, BackendSection> backends = new HashMap<>();

  /**
   * @param snapshots what each data plane was told last
   */
  public LastGood(Map<ObjectKey, Snapshot> snapshots) {
    snapshots.forEach(
        (plane, snapshot) -> {
          Map<ObjectKey, RouteSection> routes = new HashMap<>();
          snapshot.routes().forEach(route -> routes.put(route.route(), route));
          planes.put(plane, new Kept(snapshot.gateway(), routes));
          // The same in every data plane, for it comes from one resource.
          snapshot.backends().forEach(backend -> backends.put(backend.backend(), backend));
        });
  }

  public Optional<GatewaySection> gateway(ObjectKey dataPlane) {
    return Optional.ofNullable(planes.get(dataPlane)).map(Kept::gateway);
  }

  public Optional<BackendSection> backend(ObjectKey backend) {
    return Optional.ofNullable(backends.get(backend));
  }

  /**
   * The route as this data plane served it.
   *
   * @param created when the present route was created: one that was deleted and made anew under the
   *     same name inherits nothing
   */
  public Optional<RouteSection> route(ObjectKey dataPlane, ObjectKey route, long created) {
    return Optional.ofNullable(planes.get(dataPlane))
        .map(kept -> kept.routes.get(route))
        .filter(section -> section.created() == created);
  }
}
