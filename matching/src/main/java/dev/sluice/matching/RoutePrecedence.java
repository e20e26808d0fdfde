package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import java.util.Comparator;

/**
 * Which of several candidates for one request wins: the smaller one. Gateway API's order for
 * HTTPRoute, rule by rule, across all routes:
 *
 * <ol>
 *   <li>an exact host, then the longest wildcard, then any host. A route for a more specific host
 *       does not hide others: when none of its rules holds, less specific hosts are asked;
 *   <li>an exact path, then the longest prefix;
 *   <li>a method, then any method;
 *   <li>the older route, then its namespace, then its name;
 *   <li>the earlier rule.
 * </ol>
 *
 * Candidates are compared as to one and the same request: of two exact hosts or two exact paths at
 * most one holds, so they count as equal here unless something later decides.
 */
public final class RoutePrecedence implements Comparator<RouteCandidate> {
  public static final RoutePrecedence INSTANCE = new RoutePrecedence();

  private static final Comparator<RouteCandidate> ORDER =
      Comparator.comparingInt((RouteCandidate candidate) -> hostRank(candidate.host()))
          .thenComparingInt(candidate -> pathRank(candidate.match().path()))
          .thenComparingInt(candidate -> methodRank(candidate.match().method()))
          .thenComparingLong(candidate -> candidate.route().created())
          .thenComparing(candidate -> candidate.route().route())
          .thenComparingInt(RouteCandidate::ruleIndex);

  private RoutePrecedence() {}

  @Override
  public int compare(RouteCandidate one, RouteCandidate other) {
    return ORDER.compare(one, other);
  }

  private static int hostRank(HostPattern host) {
    return switch (host) {
      case HostPattern.Exact exact -> Integer.MIN_VALUE;
      case HostPattern.Wildcard wildcard -> -wildcard.suffix().length();
      case HostPattern.Any any -> 0;
    };
  }

  private static int pathRank(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact exact -> Integer.MIN_VALUE;
      case PathMatch.Prefix prefix -> -prefix.value().length();
    };
  }

  private static int methodRank(MethodMatch method) {
    return switch (method) {
      case MethodMatch.Is is -> 0;
      case MethodMatch.Any any -> 1;
    };
  }
}
