package dev.sluice.cli.explain;

import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.matching.MatchExplanation;
import dev.sluice.matching.RouteCandidate;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Snapshot;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one data plane makes of a request.
 *
 * @param matching empty when the request is refused before any rule is asked
 * @param taken empty when no rule takes it
 */
public record Explanation(
    ObjectKey dataPlane,
    AskedRequest asked,
    Optional<MatchExplanation> matching,
    Optional<TakenRule> taken) {
  public static Explanation of(Snapshot snapshot, AskedRequest.Sent sent) {
    IdentityNames identity = IdentityNames.of(snapshot.gateway().identities());
    return switch (AskedRequest.of(sent, identity)) {
      case AskedRequest.Refused refused ->
          new Explanation(
              snapshot.gateway().dataPlane(), refused, Optional.empty(), Optional.empty());
      case AskedRequest.Admitted admitted -> {
        MatchExplanation matching = MatchExplanation.of(snapshot.routes(), admitted.request());
        yield new Explanation(
            snapshot.gateway().dataPlane(),
            admitted,
            Optional.of(matching),
            matching.taken().map(rule -> TakenRule.of(snapshot, rule, admitted.request())));
      }
    };
  }

  /** The routes that are spoken of, the one that takes the request first. */
  public Set<ObjectKey> involved(int misses) {
    Set<ObjectKey> routes = new LinkedHashSet<>();
    matching.ifPresent(
        found -> {
          found.taken().ifPresent(rule -> routes.add(rule.route().route()));
          found.alsoHold().stream()
              .limit(misses)
              .map(RouteCandidate::route)
              .forEach(route -> routes.add(route.route()));
          found.misses().stream()
              .limit(misses)
              .forEach(miss -> routes.add(miss.candidate().route().route()));
        });
    return routes;
  }
}
