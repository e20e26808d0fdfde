package dev.sluice.matching;

import dev.sluice.snapshot.MethodMatch;
import java.util.Set;

/** A {@link RouteCandidate}, ready to be asked. */
record Candidate(
    RouteCandidate described, MatchConditions conditions, RouteMatching.Matched result) {
  static Candidate of(RouteCandidate described) {
    return new Candidate(
        described,
        MatchConditions.of(described.host(), described.match()),
        new RouteMatching.Matched(
            described.route(),
            described.route().rules().get(described.ruleIndex()),
            described.ruleIndex(),
            described.match()));
  }

  String namespace() {
    return described.route().route().namespace();
  }

  /** All but the host, which whoever holds this has looked at. */
  boolean holds(MatchRequest request) {
    return conditions.method().holds(request)
        && conditions.path().holds(request)
        && conditions.restHolds(request);
  }

  /** Notes the method if it is all that is missing. */
  void addMethod(MatchRequest request, Set<String> methods) {
    if (conditions.method().match() instanceof MethodMatch.Is(String method)
        && !methods.contains(method)
        && conditions.path().holds(request)
        && conditions.restHolds(request)) {
      methods.add(method);
      if (method.equals("GET")) {
        methods.add("HEAD");
      }
    }
  }
}
