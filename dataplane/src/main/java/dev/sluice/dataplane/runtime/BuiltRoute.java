package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.Providers;
import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.matching.NetworkSet;
import dev.sluice.schema.CompiledSchema;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The chains of one route, with what they hold on to: as long as that is the same, so are they.
 *
 * @param upstreams a backend that was removed and came back is another one
 * @param providers likewise
 * @param grants what its rules were made ready with
 * @param feeds likewise
 * @param schemas likewise
 * @param limits that it was made with
 */
record BuiltRoute(
    RouteSection section,
    List<RuleEntry> entries,
    Map<ObjectKey, Upstream> upstreams,
    List<Provider> providers,
    RoleGrants grants,
    Map<FeedUse, Optional<NetworkSet>> feeds,
    Map<ObjectKey, Optional<CompiledSchema>> schemas,
    LimitPolicies.Some limits) {

  /** Whether building it again would give the same. */
  boolean isStill(RouteSection wanted, RouteParts parts, Upstreams backends, Providers known) {
    return section == wanted
        && grants == parts.grants()
        && limits.equals(parts.limits().touching(wanted))
        && hasItsUpstreams(parts, backends)
        && hasItsProviders(known)
        && hasItsFeeds(parts)
        && hasItsSchemas(parts);
  }

  private boolean hasItsUpstreams(RouteParts parts, Upstreams backends) {
    for (var used : upstreams.entrySet()) {
      if (!parts.backends().contains(used.getKey())
          || backends.get(used.getKey()) != used.getValue()) {
        return false;
      }
    }
    return true;
  }

  private boolean hasItsProviders(Providers known) {
    return providers.stream()
        .allMatch(provider -> known.find(provider.name()).orElse(null) == provider);
  }

  private boolean hasItsFeeds(RouteParts parts) {
    for (var used : feeds.entrySet()) {
      if (parts.feeds().set(used.getKey()).orElse(null) != used.getValue().orElse(null)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasItsSchemas(RouteParts parts) {
    for (var used : schemas.entrySet()) {
      if (parts.schemas().get(used.getKey()).orElse(null) != used.getValue().orElse(null)) {
        return false;
      }
    }
    return true;
  }
}
