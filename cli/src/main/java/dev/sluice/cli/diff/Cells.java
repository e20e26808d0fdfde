package dev.sluice.cli.diff;

import dev.sluice.matching.MatchExplanation;
import dev.sluice.matching.RouteCandidate;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kinds of requests in which two sets of rules may differ: what each rule speaks of, and where
 * two of them meet, if which of the two comes first may have changed.
 */
final class Cells {
  /** Meetings grow with the square of the rules; beyond this, rules by themselves must do. */
  private static final int MAX_MEETINGS = 50_000;

  private Cells() {}

  static Set<Cell> of(List<RouteSection> before, List<RouteSection> now) {
    List<RouteCandidate> all = new ArrayList<>(MatchExplanation.candidates(now));
    all.addAll(MatchExplanation.candidates(before));
    Set<Cell> cells = new LinkedHashSet<>();
    Set<Cell> moved = new LinkedHashSet<>();
    Set<ObjectKey> movedRoutes = moved(before, now);
    for (RouteCandidate candidate : all) {
      Cell cell = new Cell(candidate.host(), candidate.match());
      cells.add(cell);
      if (movedRoutes.contains(candidate.route().route())) {
        moved.add(cell);
      }
    }
    List<Cell> single = List.copyOf(cells);
    for (Cell one : moved) {
      for (Cell other : single) {
        if (cells.size() < single.size() + MAX_MEETINGS) {
          meeting(one, other).ifPresent(cells::add);
        }
      }
    }
    return cells;
  }

  /** Routes that are new, gone, or stand elsewhere in the order. */
  private static Set<ObjectKey> moved(List<RouteSection> before, List<RouteSection> now) {
    Map<ObjectKey, RouteSection> old = new HashMap<>();
    before.forEach(route -> old.put(route.route(), route));
    Set<ObjectKey> moved = new HashSet<>();
    for (RouteSection route : now) {
      RouteSection was = old.remove(route.route());
      if (was == null || was.priority() != route.priority() || was.created() != route.created()) {
        moved.add(route.route());
      }
    }
    moved.addAll(old.keySet());
    return moved;
  }

  /** HEAD is within GET. */
  private static MethodMatch narrower(MethodMatch one, MethodMatch other) {
    return one instanceof MethodMatch.Any
            || (one instanceof MethodMatch.Is wide
                && other instanceof MethodMatch.Is(String method)
                && wide.takes(method))
        ? other
        : one;
  }

  /** The requests of both, where they can be named; by themselves is no meeting. */
  private static Optional<Cell> meeting(Cell one, Cell other) {
    if (one.equals(other)) {
      return Optional.empty();
    }
    HostPattern host = narrower(one.host(), other.host());
    PathMatch path = narrower(one.match().path(), other.match().path());
    MethodMatch method = narrower(one.match().method(), other.match().method());
    Cell both =
        new Cell(
            host,
            new RouteMatch(
                path,
                method,
                union(one.match().headers(), other.match().headers()),
                union(one.match().queryParams(), other.match().queryParams()),
                union(one.match().cookies(), other.match().cookies()),
                one.match().clientCidrs().isEmpty()
                    ? other.match().clientCidrs()
                    : one.match().clientCidrs()));
    return both.equals(one) || both.equals(other) || !both.within(one) || !both.within(other)
        ? Optional.empty()
        : Optional.of(both);
  }

  private static HostPattern narrower(HostPattern one, HostPattern other) {
    return rank(one) >= rank(other) ? one : other;
  }

  private static int rank(HostPattern host) {
    return switch (host) {
      case HostPattern.Exact exact -> Integer.MAX_VALUE;
      case HostPattern.Wildcard(String suffix) -> suffix.length();
      case HostPattern.Any any -> -1;
    };
  }

  private static PathMatch narrower(PathMatch one, PathMatch other) {
    return rank(one) >= rank(other) ? one : other;
  }

  private static int rank(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact exact -> 100_000;
      case PathMatch.Regex regex -> 50_000;
      case PathMatch.Glob glob -> 40_000;
      case PathMatch.Prefix(String value) -> value.length();
    };
  }

  private static List<FieldMatch> union(Collection<FieldMatch> one, Collection<FieldMatch> other) {
    Set<FieldMatch> union = new LinkedHashSet<>(one);
    union.addAll(other);
    return List.copyOf(union);
  }
}
