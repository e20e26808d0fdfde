package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which matches never get a request, because another rule takes all that they could take. Judged by
 * {@link RoutePrecedence} as {@link RouteTable} decides, so what is reported here is certain; what
 * is hard to compare is not reported.
 *
 * <p>Under one host pattern only what stands under the same pattern comes first, with one
 * exception: of one namespace, a route of higher priority takes requests whatever its host. So each
 * host pattern is judged by itself, and what did not change need not be judged again.
 */
public final class Overlap {
  private Overlap() {}

  /**
   * All that counts for the matches under one host pattern.
   *
   * @param here routes with this very pattern, sorted by route
   * @param wider routes with a wider pattern over it, from namespaces with several priorities;
   *     sorted by route
   * @param lowest the lowest priority of each namespace that has several
   */
  public record Input(
      List<RouteSection> here, List<RouteSection> wider, Map<String, Integer> lowest) {
    public Input {
      here = List.copyOf(here);
      wider = List.copyOf(wider);
      lowest = Map.copyOf(lowest);
    }
  }

  /** A match of a rule, under one host. */
  public record Way(RouteSection route, int ruleIndex, RouteMatch match) {
    boolean isOfSameRule(Way other) {
      return ruleIndex == other.ruleIndex && route.route().equals(other.route.route());
    }
  }

  /**
   * @param taker takes every request that the loser could take
   */
  public record Loss(Way loser, Way taker) {
    /** Whether the two ask for the same. */
    public boolean isDuplicate() {
      return loser.match().equals(taker.match());
    }
  }

  /** In the order of the routes, rules and matches. */
  public static List<Loss> of(Input input) {
    return new OverlapIndex(input).losses();
  }

  /** What there is to judge in a data plane, by host pattern. */
  public static Map<HostPattern, Input> inputs(List<RouteSection> routes) {
    Map<String, Integer> lowest = unevenNamespaces(routes);
    Map<HostPattern, List<RouteSection>> here = new HashMap<>();
    for (RouteSection route : routes) {
      for (HostPattern host : route.hostnames()) {
        here.computeIfAbsent(host, key -> new ArrayList<>()).add(route);
      }
    }
    Map<HostPattern, Input> inputs = new HashMap<>();
    here.forEach(
        (host, list) -> inputs.put(host, new Input(list, wider(host, here, lowest), lowest)));
    return inputs;
  }

  private static Map<String, Integer> unevenNamespaces(List<RouteSection> routes) {
    Map<String, Integer> lowest = new HashMap<>();
    Map<String, Integer> highest = new HashMap<>();
    for (RouteSection route : routes) {
      lowest.merge(route.route().namespace(), route.priority(), Math::min);
      highest.merge(route.route().namespace(), route.priority(), Math::max);
    }
    lowest.entrySet().removeIf(entry -> entry.getValue().equals(highest.get(entry.getKey())));
    return lowest;
  }

  private static List<RouteSection> wider(
      HostPattern host, Map<HostPattern, List<RouteSection>> all, Map<String, Integer> uneven) {
    if (uneven.isEmpty()) {
      return List.of();
    }
    List<RouteSection> wider = new ArrayList<>();
    for (HostPattern over = above(host); over != null; over = above(over)) {
      all.getOrDefault(over, List.of()).stream()
          .filter(route -> uneven.containsKey(route.route().namespace()))
          .forEach(wider::add);
    }
    return wider;
  }

  /** The next wider pattern that there could be; null above that for all hosts. */
  private static @Nullable HostPattern above(HostPattern host) {
    String name =
        switch (host) {
          case HostPattern.Exact exact -> exact.host();
          case HostPattern.Wildcard wildcard -> wildcard.suffix();
          case HostPattern.Any any -> "";
        };
    int dot = name.indexOf('.');
    if (dot >= 0) {
      return new HostPattern.Wildcard(name.substring(dot + 1));
    }
    return name.isEmpty() ? null : new HostPattern.Any();
  }
}
