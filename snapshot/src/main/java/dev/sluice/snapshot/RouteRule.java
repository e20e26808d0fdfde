package dev.sluice.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** The same under other policies. */
  public RouteRule with(RoutePolicies effective) {
    return new RouteRule(name, matches, filters, action, effective);
  }

  /** All that it may send requests to, copies included. */
  public Stream<Target> targets() {
    Stream<Target> served =
        switch (action) {
          case RouteAction.Forward forward ->
              forward.targets().stream().map(WeightedTarget::target);
          case RouteAction.Respond respond -> Stream.empty();
          case RouteAction.Redirect redirect -> Stream.empty();
        };
    return Stream.concat(served, mirror().map(RouteFilter.Mirror::target).stream());
  }

  /** Where copies of its requests go. */
  public Optional<RouteFilter.Mirror> mirror() {
    return filters.stream()
        .filter(RouteFilter.Mirror.class::isInstance)
        .map(RouteFilter.Mirror.class::cast)
        .findFirst();
  }
}
