package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * What holds for a rule once all layers are laid over one another: built-in default, DataPlane
 * defaults, route, rule, DataPlane overrides.
 *
 * @param origins who said so, for each value that is not built in; sorted by policy
 */
public record RoutePolicies(RouteTimeouts timeouts, List<PolicyOrigin> origins) {
  /** Built in, where nobody says anything. */
  public static final RoutePolicies DEFAULT = of(RouteTimeouts.DEFAULT);

  public RoutePolicies {
    origins = origins.stream().sorted(Comparator.comparing(PolicyOrigin::policy)).toList();
  }

  /** Nothing but these time limits, from nowhere. */
  public static RoutePolicies of(RouteTimeouts timeouts) {
    return new RoutePolicies(timeouts, List.of());
  }
}
