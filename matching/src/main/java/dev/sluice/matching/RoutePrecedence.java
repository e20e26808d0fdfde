package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.Comparator;
import java.util.List;

/**
 * Which of several candidates for one request wins: the smaller one. Gateway API's order for
 * HTTPRoute, rule by rule, across all routes:
 *
 * <ol>
 *   <li>an exact host, then the longest wildcard, then any host. A route for a more specific host
 *       does not hide others: when none of its rules holds, less specific hosts are asked;
 *   <li>a path by type: Exact, RegularExpression, Glob, PathPrefix;
 *   <li>the longer path: of a regular expression all characters count, of a glob those that stand
 *       for themselves, and of two globs alike in this the one with fewer {@code **} wins, then
 *       with fewer {@code *};
 *   <li>a method, then any method;
 *   <li>more conditions on headers, then on query parameters, then on cookies;
 *   <li>a condition on the client, then none;
 *   <li>for a HEAD request: what says HEAD, then what says GET;
 *   <li>the older route, then its namespace, then its name;
 *   <li>the earlier rule, then its earlier match.
 * </ol>
 *
 * Candidates are compared as to one and the same request: of two exact hosts or two exact paths at
 * most one holds, so they count as equal here unless something later decides.
 *
 * <p>Priority is no part of this order, for it is compared only among routes of one namespace, and
 * an order of both would run in circles. It comes after it: this order says whose request it is,
 * and of that namespace's candidates that hold, the one with the highest priority takes it, then
 * the first of this order. So nobody's priority touches another namespace's traffic.
 */
public final class RoutePrecedence implements Comparator<RouteCandidate> {
  public static final RoutePrecedence INSTANCE = new RoutePrecedence();

  private static final Comparator<RouteCandidate> ORDER =
      Comparator.comparingInt((RouteCandidate candidate) -> hostRank(candidate.host()))
          .thenComparingInt(candidate -> pathRank(candidate.match().path()))
          .thenComparingInt(candidate -> -pathLength(candidate.match().path()))
          .thenComparingInt(candidate -> wildcards(candidate.match().path()))
          .thenComparingInt(candidate -> methodRank(candidate.match().method()))
          .thenComparingInt(candidate -> -candidate.match().headers().size())
          .thenComparingInt(candidate -> -candidate.match().queryParams().size())
          .thenComparingInt(candidate -> -candidate.match().cookies().size())
          .thenComparing(candidate -> candidate.match().clientCidrs().isEmpty())
          .thenComparingInt(candidate -> headRank(candidate.match().method()))
          .thenComparingLong(candidate -> candidate.route().created())
          .thenComparing(candidate -> candidate.route().route())
          .thenComparingInt(RouteCandidate::ruleIndex)
          .thenComparingInt(RoutePrecedence::matchIndex);

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
      case PathMatch.Exact exact -> 0;
      case PathMatch.Regex regex -> 1;
      case PathMatch.Glob glob -> 2;
      case PathMatch.Prefix prefix -> 3;
    };
  }

  private static int pathLength(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact(String value) -> value.length();
      case PathMatch.Regex(String value) -> value.length();
      case PathMatch.Glob(String value) -> value.length() - stars(value);
      case PathMatch.Prefix(String value) -> value.length();
    };
  }

  /** A {@code **} weighs more than all the {@code *} that fit into a glob. */
  private static int wildcards(PathMatch path) {
    if (!(path instanceof PathMatch.Glob(String value))) {
      return 0;
    }
    int anySegments = 0;
    for (int at = value.indexOf("**"); at >= 0; at = value.indexOf("**", at + 2)) {
      anySegments++;
    }
    return (anySegments << 16) + stars(value);
  }

  private static int stars(String glob) {
    return (int) glob.chars().filter(c -> c == '*').count();
  }

  private static int methodRank(MethodMatch method) {
    return switch (method) {
      case MethodMatch.Is is -> 0;
      case MethodMatch.Any any -> 1;
    };
  }

  private static int headRank(MethodMatch method) {
    return method instanceof MethodMatch.Is(String name) && name.equals("HEAD") ? 0 : 1;
  }

  private static int matchIndex(RouteCandidate candidate) {
    List<RouteMatch> matches = candidate.route().rules().get(candidate.ruleIndex()).matches();
    for (int index = 0; index < matches.size(); index++) {
      if (matches.get(index) == candidate.match()) {
        return index;
      }
    }
    return matches.size();
  }
}
