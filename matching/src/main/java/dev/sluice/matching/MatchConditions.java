package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.RouteMatch;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link RouteMatch} under one host pattern, compiled.
 *
 * @param rest headers, query parameters, cookies and client, in this order
 */
public record MatchConditions(
    HostCondition host, PathCondition path, MethodCondition method, List<Condition> rest) {
  public MatchConditions {
    rest = List.copyOf(rest);
  }

  /**
   * @throws IllegalArgumentException if a pattern or a network is none
   */
  public static MatchConditions of(HostPattern host, RouteMatch match) {
    List<Condition> rest = new ArrayList<>();
    match.headers().forEach(it -> rest.add(FieldCondition.of(FieldCondition.Place.HEADER, it)));
    match
        .queryParams()
        .forEach(it -> rest.add(FieldCondition.of(FieldCondition.Place.QUERY_PARAM, it)));
    match.cookies().forEach(it -> rest.add(FieldCondition.of(FieldCondition.Place.COOKIE, it)));
    if (!match.clientCidrs().isEmpty()) {
      rest.add(ClientCondition.of(match.clientCidrs()));
    }
    return new MatchConditions(
        new HostCondition(host),
        PathCondition.of(match.path()),
        new MethodCondition(match.method()),
        rest);
  }

  /** Host, path, method and the rest. */
  public List<Condition> all() {
    List<Condition> all = new ArrayList<>(List.of(host, path, method));
    all.addAll(rest);
    return all;
  }

  public boolean hold(MatchRequest request) {
    return host.holds(request)
        && path.holds(request)
        && method.holds(request)
        && restHolds(request);
  }

  /** Those that do not hold, in the order of {@link #all}. */
  public List<Condition> failing(MatchRequest request) {
    return all().stream().filter(condition -> !condition.holds(request)).toList();
  }

  boolean restHolds(MatchRequest request) {
    for (int i = 0; i < rest.size(); i++) {
      if (!rest.get(i).holds(request)) {
        return false;
      }
    }
    return true;
  }
}
