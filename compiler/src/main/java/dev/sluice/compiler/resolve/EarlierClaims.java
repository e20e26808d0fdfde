package dev.sluice.compiler.resolve;

import dev.sluice.crds.GatewayRouteSpec;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What routes claimed in earlier compilations, and who won. Most changes touch no host: then
 * nothing is read or decided anew. Everything carries what it was made from, so that the result is
 * the same without it.
 */
public final class EarlierClaims {
  private Map<ObjectKey, Written> routes = Map.of();
  private Map<ObjectKey, Decided> dataPlanes = Map.of();

  /**
   * What a route says of itself.
   *
   * @param claims on the hosts that can be understood
   * @param dataPlanes those that it names
   */
  record Written(
      GatewayRouteSpec spec,
      @Nullable String timestamp,
      long created,
      List<HostClaim> claims,
      Set<ObjectKey> dataPlanes) {
    boolean isOf(GatewayRouteSpec otherSpec, @Nullable String otherTimestamp) {
      return spec.equals(otherSpec) && Objects.equals(timestamp, otherTimestamp);
    }
  }

  /** Who may serve what at a data plane. */
  record Decided(List<HostGrant> grants, List<HostClaim> claims, HostOwnership ownership) {}

  @Nullable Written route(ObjectKey key) {
    return routes.get(key);
  }

  /** As {@link HostOwnership#of} decides. */
  Decided decided(ObjectKey dataPlane, List<HostGrant> grants, List<HostClaim> claims) {
    Decided before = dataPlanes.get(dataPlane);
    return before != null && before.grants.equals(grants) && before.claims.equals(claims)
        ? before
        : new Decided(grants, claims, HostOwnership.of(dataPlane.namespace(), grants, claims));
  }

  /** What is there now takes the place of what was. */
  void keep(Map<ObjectKey, Written> written, Map<ObjectKey, Decided> decided) {
    routes = written;
    dataPlanes = decided;
  }
}
