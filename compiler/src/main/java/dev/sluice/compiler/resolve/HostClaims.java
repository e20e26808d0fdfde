package dev.sluice.compiler.resolve;

import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneSpec;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.GatewayRouteSpec;
import dev.sluice.crds.ObjectReference;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All claims on hosts, by data plane. A route claims what it names, be it suspended or broken
 * elsewhere: its hosts are given up by deleting the route or the name. One whose names are all
 * invalid claims those that it was served with.
 */
final class HostClaims {
  private final Map<ObjectKey, HostOwnership> ownership = new HashMap<>();

  /**
   * @param consents whether a data plane takes routes of a namespace
   */
  HostClaims(
      ResourceSet resources,
      Optional<ObjectKey> defaultDataPlane,
      DataPlaneConsent consents,
      LastGood lastGood) {
    Map<ObjectKey, List<HostClaim>> claims = new HashMap<>();
    for (GatewayRoute route : resources.routes()) {
      GatewayRouteSpec spec = route.getSpec();
      if (spec == null) {
        continue;
      }
      ObjectKey key = ObjectKeys.of(route);
      long created = Creation.of(route);
      List<HostPattern> written = patterns(spec.hostnames());
      for (ObjectKey dataPlane : dataPlanes(spec, key.namespace(), defaultDataPlane)) {
        if (consents.takes(dataPlane, key.namespace())) {
          List<HostPattern> claimed =
              written.isEmpty()
                  ? lastGood
                      .route(dataPlane, key, created)
                      .map(RouteSection::hostnames)
                      .orElse(List.of())
                  : written;
          List<HostClaim> here = claims.computeIfAbsent(dataPlane, absent -> new ArrayList<>());
          claimed.forEach(pattern -> here.add(new HostClaim(pattern, key, created)));
        }
      }
    }
    for (DataPlane dataPlane : resources.dataPlanes()) {
      ObjectKey key = ObjectKeys.of(dataPlane);
      DataPlaneSpec spec = dataPlane.getSpec();
      ownership.put(
          key,
          HostOwnership.of(
              key.namespace(),
              HostGrant.of(spec == null ? List.of() : spec.hostnameGrants()),
              claims.getOrDefault(key, List.of())));
    }
  }

  /** Whether a data plane takes routes. */
  interface DataPlaneConsent {
    boolean takes(ObjectKey dataPlane, String namespace);
  }

  /** Of a claim at a data plane that takes the route. */
  HostVerdict verdict(ObjectKey dataPlane, HostClaim claim) {
    HostOwnership owners = ownership.get(dataPlane);
    return owners == null ? new HostVerdict.Holds() : owners.verdict(claim);
  }

  /** Those that can be understood; {@link HostPattern.Any} when none is written. */
  private static List<HostPattern> patterns(List<String> hostnames) {
    if (hostnames.isEmpty()) {
      return List.of(new HostPattern.Any());
    }
    List<HostPattern> patterns = new ArrayList<>();
    for (String hostname : hostnames) {
      if (WrittenHost.parse(hostname) instanceof WrittenHost.Pattern(HostPattern pattern)) {
        patterns.add(pattern);
      }
    }
    return patterns;
  }

  private static Set<ObjectKey> dataPlanes(
      GatewayRouteSpec spec, String namespace, Optional<ObjectKey> defaultDataPlane) {
    if (spec.dataPlaneRefs().isEmpty()) {
      return defaultDataPlane.map(Set::of).orElse(Set.of());
    }
    Set<ObjectKey> dataPlanes = new HashSet<>();
    for (ObjectReference ref : spec.dataPlaneRefs()) {
      dataPlanes.add(
          new ObjectKey(
              Objects.requireNonNullElse(ref.namespace(), namespace),
              Objects.requireNonNullElse(ref.name(), "")));
    }
    return dataPlanes;
  }
}
