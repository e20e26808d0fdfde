package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes of a data plane, ready to be asked: immutable, safe for all threads, {@link
 * RoutePrecedence} decided at build time. A match costs a few passes over the path and the host,
 * however many routes there are, and allocates nothing.
 */
public final class RouteTable {
  private static final RouteMatching NOT_FOUND = new RouteMatching.NotFound();
  private static final RouteTable EMPTY = new RouteTable();

  private final Map<RouteSection, List<Candidate>> compiled = new IdentityHashMap<>();
  private final Map<HostPattern, PathTable> byPattern = new HashMap<>();
  private final Map<String, PathTable> exactHosts = new HashMap<>();
  private final SpanMap<PathTable> wildcards;
  private final PathTable anyHost;

  /** Those whose routes have more than one priority: only there does it decide anything. */
  private final Set<String> unevenNamespaces;

  private RouteTable() {
    this.wildcards = new SpanMap<>(SpanMap.Direction.FROM_END, '.', Map.of());
    this.anyHost = PathTable.EMPTY;
    this.unevenNamespaces = Set.of();
  }

  private RouteTable(List<RouteSection> routes, RouteTable before) {
    Map<HostPattern, List<Candidate>> candidates = new HashMap<>();
    for (RouteSection route : routes) {
      List<Candidate> known = before.compiled.get(route);
      List<Candidate> own = known == null ? compile(route) : known;
      compiled.put(route, own);
      for (Candidate candidate : own) {
        candidates
            .computeIfAbsent(candidate.described().host(), host -> new ArrayList<>())
            .add(candidate);
      }
    }
    Map<String, PathTable> suffixes = new HashMap<>();
    PathTable everywhere = PathTable.EMPTY;
    for (Map.Entry<HostPattern, List<Candidate>> entry : candidates.entrySet()) {
      PathTable known = before.byPattern.get(entry.getKey());
      PathTable paths =
          known != null && known.isOf(entry.getValue()) ? known : new PathTable(entry.getValue());
      byPattern.put(entry.getKey(), paths);
      switch (entry.getKey()) {
        case HostPattern.Exact(String host) -> exactHosts.put(host, paths);
        case HostPattern.Wildcard(String suffix) -> suffixes.put(suffix, paths);
        case HostPattern.Any any -> everywhere = paths;
      }
    }
    this.wildcards = new SpanMap<>(SpanMap.Direction.FROM_END, '.', suffixes);
    this.anyHost = everywhere;
    this.unevenNamespaces = unevenNamespaces(routes);
  }

  public static RouteTable of(List<RouteSection> routes) {
    return EMPTY.with(routes);
  }

  /**
   * The table of these routes. What they share with this one (the very same sections, the same
   * candidates of a host) is taken over, so that a change costs what it changes.
   *
   * @throws IllegalArgumentException if a pattern or a network is none
   */
  public RouteTable with(List<RouteSection> routes) {
    return new RouteTable(routes, this);
  }

  private static List<Candidate> compile(RouteSection route) {
    List<Candidate> candidates = new ArrayList<>();
    for (HostPattern host : route.hostnames()) {
      for (int index = 0; index < route.rules().size(); index++) {
        for (RouteMatch match : route.rules().get(index).matches()) {
          candidates.add(Candidate.of(new RouteCandidate(route, index, host, match)));
        }
      }
    }
    return List.copyOf(candidates);
  }

  private static Set<String> unevenNamespaces(List<RouteSection> routes) {
    Map<String, Integer> priorities = new HashMap<>();
    Set<String> uneven = new HashSet<>();
    for (RouteSection route : routes) {
      String namespace = route.route().namespace();
      Integer other = priorities.putIfAbsent(namespace, route.priority());
      if (other != null && other != route.priority()) {
        uneven.add(namespace);
      }
    }
    return uneven;
  }

  /** A preflight is taken by the rule that will take what it announces, if that answers it. */
  public RouteMatching match(MatchRequest request) {
    Optional<MatchRequest> announced = PreflightRequest.announcedBy(request);
    if (announced.isPresent()
        && matchAsSent(announced.get()) instanceof RouteMatching.Matched matched
        && PreflightRequest.isAnsweredBy(matched.rule())) {
      return matched;
    }
    return matchAsSent(request);
  }

  private RouteMatching matchAsSent(MatchRequest request) {
    Candidate found = find(request, Eligible.ALL);
    if (found == null) {
      return otherMethods(request);
    }
    return unevenNamespaces.contains(found.namespace())
        ? highestPriority(found, request).result()
        : found.result();
  }

  /** Of the same namespace, the first of those with the highest priority. */
  private Candidate highestPriority(Candidate found, MatchRequest request) {
    Candidate best = found;
    Candidate rival = best;
    while (rival != null) {
      best = rival;
      rival = find(request, Eligible.rivalsOf(best.described().route()));
    }
    return best;
  }

  private @Nullable Candidate find(MatchRequest request, Eligible eligible) {
    String host = request.host();
    PathTable exact = exactHosts.get(host);
    Candidate found = exact == null ? null : exact.find(request, eligible);
    for (var wildcard = found == null ? wildcardsOver(host) : null;
        found == null && wildcard != null;
        wildcard = wildcard.shorter()) {
      found = wildcard.value().find(request, eligible);
    }
    return found == null ? anyHost.find(request, eligible) : found;
  }

  private RouteMatching otherMethods(MatchRequest request) {
    String host = request.host();
    SortedSet<String> methods = new TreeSet<>();
    exactHosts.getOrDefault(host, PathTable.EMPTY).addMethods(request, methods);
    for (var entry = wildcardsOver(host); entry != null; entry = entry.shorter()) {
      entry.value().addMethods(request, methods);
    }
    anyHost.addMethods(request, methods);
    return methods.isEmpty() ? NOT_FOUND : new RouteMatching.MethodNotAllowed(methods);
  }

  /** The most specific wildcard; it stands for one label at least, so not for its own suffix. */
  private SpanMap.@Nullable Entry<PathTable> wildcardsOver(String host) {
    SpanMap.Entry<PathTable> entry = wildcards.find(host);
    return entry != null && entry.key().length() == host.length() ? entry.shorter() : entry;
  }
}
