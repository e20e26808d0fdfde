package dev.sluice.dataplane.limit.when;

import dev.sluice.dataplane.identity.Identity;
import dev.sluice.matching.MatchConditions;
import dev.sluice.matching.MatchRequest;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LimitCondition}, compiled: all parts must hold. Methods, paths and headers are judged by
 * the matcher of routes, so {@code GET} is {@code HEAD} too.
 *
 * @param methods any of; none for every method
 */
record Clause(List<MethodMatch.Is> methods, MatchConditions rest, List<Claim> claims) {
  record Claim(String name, Set<String> values) {}

  static Clause of(LimitCondition condition) {
    return new Clause(
        condition.methods().stream().map(MethodMatch.Is::new).toList(),
        MatchConditions.of(
            new HostPattern.Any(),
            new RouteMatch(
                condition.path(),
                new MethodMatch.Any(),
                condition.headers(),
                List.of(),
                List.of(),
                condition.clientCidrs())),
        condition.claims().entrySet().stream()
            .map(claim -> new Claim(claim.getKey(), Set.copyOf(claim.getValue())))
            .toList());
  }

  boolean holds(MatchRequest request, @Nullable Identity identity) {
    return takes(request.method()) && has(identity) && rest.hold(request);
  }

  private boolean takes(String method) {
    for (int i = 0; i < methods.size(); i++) {
      if (methods.get(i).takes(method)) {
        return true;
      }
    }
    return methods.isEmpty();
  }

  private boolean has(@Nullable Identity identity) {
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      if (identity == null || !any(identity.attributes().texts(claim.name), claim.values)) {
        return false;
      }
    }
    return true;
  }

  private static boolean any(List<String> has, Set<String> wanted) {
    for (int i = 0; i < has.size(); i++) {
      if (wanted.contains(has.get(i))) {
        return true;
      }
    }
    return false;
  }
}
