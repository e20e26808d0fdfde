package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteSection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes of a data plane, ready to be asked: immutable, safe for all threads, {@link
 * RoutePrecedence} decided at build time. A match costs two passes over the path and the host,
 * however many routes there are, and allocates nothing.
 */
public final class RouteTable {
  private static final RouteMatching NOT_FOUND = new RouteMatching.NotFound();

  private final Map<String, PathTable> exactHosts = new HashMap<>();
  private final SpanMap<PathTable> wildcards;
  private final PathTable anyHost;

  /** Those whose routes have more than one priority: only there does it decide anything. */
  private final Set<String> unevenNamespaces;

  private RouteTable(
      Map<String, PathTable.Builder> exactHosts,
      Map<String, PathTable.Builder> wildcards,
      PathTable.Builder anyHost,
      Set<String> unevenNamespaces) {
    exactHosts.forEach((host, paths) -> this.exactHosts.put(host, paths.build()));
    Map<String, PathTable> suffixes = new HashMap<>();
    wildcards.forEach((suffix, paths) -> suffixes.put(suffix, paths.build()));
    this.wildcards = new SpanMap<>(SpanMap.Direction.FROM_END, '.', suffixes);
    this.anyHost = anyHost.build();
    this.unevenNamespaces = unevenNamespaces;
  }

  public static RouteTable of(List<RouteSection> routes) {
    Map<String, PathTable.Builder> exactHosts = new HashMap<>();
    Map<String, PathTable.Builder> wildcards = new HashMap<>();
    PathTable.Builder anyHost = new PathTable.Builder();
    for (RouteSection route : routes) {
      for (HostPattern host : route.hostnames()) {
        PathTable.Builder paths =
            switch (host) {
              case HostPattern.Exact exact ->
                  exactHosts.computeIfAbsent(exact.host(), key -> new PathTable.Builder());
              case HostPattern.Wildcard wildcard ->
                  wildcards.computeIfAbsent(wildcard.suffix(), key -> new PathTable.Builder());
              case HostPattern.Any any -> anyHost;
            };
        for (int index = 0; index < route.rules().size(); index++) {
          for (RouteMatch match : route.rules().get(index).matches()) {
            paths.add(new RouteCandidate(route, index, host, match));
          }
        }
      }
    }
    return new RouteTable(exactHosts, wildcards, anyHost, unevenNamespaces(routes));
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

  public RouteMatching match(MatchRequest request) {
    Candidate found = find(request, Eligible.ALL);
    if (found == null) {
      return otherMethods(request);
    }
    Candidate rival = found;
    while (rival != null && unevenNamespaces.contains(rival.namespace())) {
      found = rival;
      rival = find(request, Eligible.rivalsOf(rival.described().route()));
    }
    return found.result();
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
    PathTable exact = exactHosts.get(host);
    if (exact != null) {
      exact.addMethods(request, methods);
    }
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
