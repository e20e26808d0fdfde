package dev.sluice.compiler.resolve;

import dev.sluice.matching.SpanMap;
import dev.sluice.snapshot.HostPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value for each of some host patterns, found by all patterns that cover another. A pattern
 * covers itself and what is below it; the bare {@code *} covers everything. Finding costs one pass
 * over the name, however many patterns there are.
 */
final class HostPatterns<V> {
  private final Map<String, V> exact = new HashMap<>();
  private final SpanMap<V> wildcards;
  private final List<V> any = new ArrayList<>();

  private HostPatterns(Map<HostPattern, V> values) {
    Map<String, V> suffixes = new HashMap<>();
    values.forEach(
        (pattern, value) -> {
          switch (pattern) {
            case HostPattern.Exact(String host) -> exact.put(host, value);
            case HostPattern.Wildcard(String suffix) -> suffixes.put(suffix, value);
            case HostPattern.Any every -> any.add(value);
          }
        });
    this.wildcards = new SpanMap<>(SpanMap.Direction.FROM_END, '.', suffixes);
  }

  static <V> HostPatterns<V> of(Map<HostPattern, V> values) {
    return new HostPatterns<>(values);
  }

  /** Of all patterns that cover this one, the most specific first. */
  List<V> over(HostPattern pattern) {
    List<V> found = new ArrayList<>();
    switch (pattern) {
      case HostPattern.Exact(String host) -> {
        V own = exact.get(host);
        if (own != null) {
          found.add(own);
        }
        var entry = wildcards.find(host);
        // A wildcard stands for one label at least, so not for its own suffix.
        addAll(entry != null && entry.key().equals(host) ? entry.shorter() : entry, found);
      }
      case HostPattern.Wildcard(String suffix) -> addAll(wildcards.find(suffix), found);
      case HostPattern.Any every -> {}
    }
    found.addAll(any);
    return found;
  }

  private static <V> void addAll(SpanMap.@Nullable Entry<V> longest, List<V> to) {
    for (var entry = longest; entry != null; entry = entry.shorter()) {
      to.add(entry.value());
    }
  }
}
