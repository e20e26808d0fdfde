package dev.sluice.snapshot;

import java.util.List;

/**
 * A rule: when any of its matches holds, do what the filters say and act.
 *
 * @param name as the user gave it, or {@code rule-N} by position, unique within the route
 * @param matches any of; never empty
 * @param filters at most one of each kind
 * @param policies the effective ones: of the data plane, the route and the rule together
 */
public record RouteRule(
    String name,
    List<RouteMatch> matches,
    List<RouteFilter> filters,
    RouteAction action,
    RoutePolicies policies) {
  public RouteRule {
    matches = List.copyOf(matches);
    filters = List.copyOf(filters);
  }
}
