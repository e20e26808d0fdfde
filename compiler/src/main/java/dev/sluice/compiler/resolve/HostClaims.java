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
  private final Map<ObjectKey, EarlierClaims.Decided> ownership = new HashMap<>();

  /**
   * @param consents whether a data plane takes routes of a namespace
   * @param earlier of earlier compilations
   */
  HostClaims(
      ResourceSet resources,
      Optional<ObjectKey> defaultDataPlane,
      DataPlaneConsent consents,
      LastGood lastGood,
      EarlierClaims earlier) {
    Map<ObjectKey, List<HostClaim>> claims = new HashMap<>();
    Map<ObjectKey, EarlierClaims.Written> all = HashMap.newHashMap(resources.routes().size());
    for (GatewayRoute route : resources.routes()) {
      GatewayRouteSpec spec = route.getSpec();
      if (spec == null) {
        continue;
      }
      ObjectKey key = ObjectKeys.of(route);
      EarlierClaims.Written written = written(key, route, spec, earlier);
      all.put(key, written);
      Set<ObjectKey> named =
          spec.dataPlaneRefs().isEmpty()
              ? defaultDataPlane.map(Set::of).orElse(Set.of())
              : written.dataPlanes();
      for (ObjectKey dataPlane : named) {
        if (consents.takes(dataPlane, key.namespace())) {
          claims
              .computeIfAbsent(dataPlane, absent -> new ArrayList<>())
              .addAll(
                  written.claims().isEmpty()
                      ? claimedBefore(dataPlane, key, written.created(), lastGood)
                      : written.claims());
        }
      }
    }
    for (DataPlane dataPlane : resources.dataPlanes()) {
      ObjectKey key = ObjectKeys.of(dataPlane);
      DataPlaneSpec spec = dataPlane.getSpec();
      ownership.put(
          key,
          earlier.decided(
              key,
              HostGrant.of(spec == null ? List.of() : spec.hostnameGrants()),
              claims.getOrDefault(key, List.of())));
    }
    earlier.keep(all, ownership);
  }

  /** Whether a data plane takes routes. */
  interface DataPlaneConsent {
    boolean takes(ObjectKey dataPlane, String namespace);
  }

  /** Of a claim at a data plane that takes the route. */
  HostVerdict verdict(ObjectKey dataPlane, HostClaim claim) {
    EarlierClaims.Decided decided = ownership.get(dataPlane);
    return decided == null ? new HostVerdict.Holds() : decided.ownership().verdict(claim);
  }

  private static EarlierClaims.Written written(
      ObjectKey key, GatewayRoute route, GatewayRouteSpec spec, EarlierClaims earlier) {
    String timestamp = route.getMetadata().getCreationTimestamp();
    EarlierClaims.Written before = earlier.route(key);
    if (before != null && before.isOf(spec, timestamp)) {
      return before;
    }
    long created = Creation.of(route);
    return new EarlierClaims.Written(
        spec,
        timestamp,
        created,
        claims(patterns(spec.hostnames()), key, created),
        dataPlanes(spec, key.namespace()));
  }

  private static List<HostClaim> claimedBefore(
      ObjectKey dataPlane, ObjectKey key, long created, LastGood lastGood) {
    return lastGood
        .route(dataPlane, key, created)
        .map(section -> claims(section.hostnames(), key, created))
        .orElse(List.of());
  }

  private static List<HostClaim> claims(List<HostPattern> hosts, ObjectKey route, long created) {
    return hosts.stream().map(pattern -> new HostClaim(pattern, route, created)).toList();
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

  private static Set<ObjectKey> dataPlanes(GatewayRouteSpec spec, String namespace) {
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
