package dev.sluice.matching;

import dev.sluice.snapshot.MethodMatch;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The winners among all candidates with one host pattern and one path, by method. */
final class MethodTable {
  private final Map<String, Winner> byMethod = new HashMap<>(2);
  private @Nullable Winner anyMethod;

  private record Winner(RouteCandidate candidate, RouteMatching.Matched result) {
    static Winner of(@Nullable Winner before, RouteCandidate next, RouteMatching.Matched result) {
      return before != null && RoutePrecedence.INSTANCE.compare(before.candidate, next) <= 0
          ? before
          : new Winner(next, result);
    }
  }

  void offer(RouteCandidate candidate, RouteMatching.Matched result) {
    switch (candidate.match().method()) {
      case MethodMatch.Any any -> anyMethod = Winner.of(anyMethod, candidate, result);
      case MethodMatch.Is is ->
          byMethod.compute(is.method(), (method, before) -> Winner.of(before, candidate, result));
    }
  }

  RouteMatching.@Nullable Matched find(String method) {
    Winner winner = byMethod.get(method);
    if (winner == null) {
      winner = anyMethod;
    }
    return winner == null ? null : winner.result;
  }

  Set<String> methods() {
    return byMethod.keySet();
  }
}
