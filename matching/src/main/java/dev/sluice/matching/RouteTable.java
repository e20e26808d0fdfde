package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private RouteTable(
      Map<String, PathTable.Builder> exactHosts,
      Map<String, PathTable.Builder> wildcards,
      PathTable.Builder anyHost) {
    exactHosts.forEach((host, paths) -> this.exactHosts.put(host, paths.build()));
    Map<String, PathTable> suffixes = new HashMap<>();
    wildcards.forEach((suffix, paths) -> suffixes.put(suffix, paths.build()));
    this.wildcards = new SpanMap<>(SpanMap.Direction.FROM_END, '.', suffixes);
    this.anyHost = anyHost.build();
  }

  public static RouteTable of(List<RouteSection> routes) {
    Map<String, PathTable.Builder> exactHosts = new HashMap<>();
    Map<String, PathTable.Builder> wildcards = new HashMap<>();
    PathTable.Builder anyHost = new PathTable.Builder();
    for (RouteSection route : routes) {
      for (int index = 0; index < route.rules().size(); index++) {
        RouteRule rule = route.rules().get(index);
        RouteMatching.Matched result = new RouteMatching.Matched(route, rule, index);
        for (HostPattern host : route.hostnames()) {
          PathTable.Builder paths =
              switch (host) {
                case HostPattern.Exact exact ->
                    exactHosts.computeIfAbsent(exact.host(), key -> new PathTable.Builder());
                case HostPattern.Wildcard wildcard ->
                    wildcards.computeIfAbsent(wildcard.suffix(), key -> new PathTable.Builder());
                case HostPattern.Any any -> anyHost;
              };
          for (RouteMatch match : rule.matches()) {
            paths.add(new RouteCandidate(route, index, host, match), result);
          }
        }
      }
    }
    return new RouteTable(exactHosts, wildcards, anyHost);
  }

  /**
   * @param host {@linkplain HostName#normalize normalised}
   * @param path {@linkplain RequestPath#normalize normalised}, without query
   * @param method in the client's spelling
   */
  public RouteMatching match(String host, String path, String method) {
    PathTable exact = exactHosts.get(host);
    RouteMatching.Matched found = exact == null ? null : exact.find(path, method);
    SpanMap.Entry<PathTable> wildcard = found == null ? wildcardsOver(host) : null;
    for (; found == null && wildcard != null; wildcard = wildcard.shorter()) {
      found = wildcard.value().find(path, method);
    }
    if (found == null) {
      found = anyHost.find(path, method);
    }
    return found == null ? otherMethods(host, path) : found;
  }

  private RouteMatching otherMethods(String host, String path) {
    SortedSet<String> methods = new TreeSet<>();
    PathTable exact = exactHosts.get(host);
    if (exact != null) {
      exact.addMethods(path, methods);
    }
    for (var entry = wildcardsOver(host); entry != null; entry = entry.shorter()) {
      entry.value().addMethods(path, methods);
    }
    anyHost.addMethods(path, methods);
    return methods.isEmpty() ? NOT_FOUND : new RouteMatching.MethodNotAllowed(methods);
  }

  /** The most specific wildcard; it stands for one label at least, so not for its own suffix. */
  private SpanMap.@Nullable Entry<PathTable> wildcardsOver(String host) {
    SpanMap.Entry<PathTable> entry = wildcards.find(host);
    return entry != null && entry.key().length() == host.length() ? entry.shorter() : entry;
  }
}
