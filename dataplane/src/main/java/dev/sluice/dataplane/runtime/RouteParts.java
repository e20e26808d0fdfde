package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.body.Schemas;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.routing.NetworkFeeds;
import dev.sluice.snapshot.ObjectKey;
import java.util.Set;

/**
 * What one snapshot brings for the chains of its routes. What did not change since the last is the
 * same object.
 *
 * @param backends all that the snapshot has
 */
record RouteParts(
    Set<ObjectKey> backends,
    RoleGrants grants,
    NetworkFeeds feeds,
    Schemas schemas,
    LimitPolicies limits) {}
