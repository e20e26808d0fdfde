package dev.sluice.matching;

import dev.sluice.snapshot.PathMatch;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All rules for one host pattern, by path. */
final class PathTable {
  private final Map<String, MethodTable> exact;
  private final SpanMap<MethodTable> prefixes;

  private PathTable(Builder builder) {
    this.exact = builder.exact;
    this.prefixes = new SpanMap<>(SpanMap.Direction.FROM_START, '/', builder.prefixes);
  }

  RouteMatching.@Nullable Matched find(String path, String method) {
    MethodTable whole = exact.get(path);
    RouteMatching.Matched found = whole == null ? null : whole.find(method);
    for (var entry = found == null ? prefixes.find(path) : null;
        found == null && entry != null;
        entry = entry.shorter()) {
      found = entry.value().find(method);
    }
    return found;
  }

  void addMethods(String path, Set<String> methods) {
    MethodTable whole = exact.get(path);
    if (whole != null) {
      methods.addAll(whole.methods());
    }
    for (var entry = prefixes.find(path); entry != null; entry = entry.shorter()) {
      methods.addAll(entry.value().methods());
    }
  }

  static final class Builder {
    private final Map<String, MethodTable> exact = new HashMap<>();
    private final Map<String, MethodTable> prefixes = new HashMap<>();

    void add(RouteCandidate candidate, RouteMatching.Matched result) {
      MethodTable methods =
          switch (candidate.match().path()) {
            case PathMatch.Exact path ->
                exact.computeIfAbsent(path.value(), value -> new MethodTable());
            case PathMatch.Prefix path ->
                prefixes.computeIfAbsent(
                    withoutTrailingSlash(path.value()), value -> new MethodTable());
          };
      methods.offer(candidate, result);
    }

    /** {@code /} becomes the empty span, which ends at the first slash of every path. */
    private static String withoutTrailingSlash(String prefix) {
      return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    PathTable build() {
      return new PathTable(this);
    }
  }
}
