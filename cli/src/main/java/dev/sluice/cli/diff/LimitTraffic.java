package dev.sluice.cli.diff;

import dev.sluice.cli.words.LimitWords;
import dev.sluice.matching.RouteMatching.Matched;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which limits requests meet, before and now, whatever policies, routes and rules are called: a
 * limit that is gone is missed only where requests still go and none as strict is met.
 */
final class LimitTraffic {
  private final Snapshot before;
  private final Snapshot now;
  private final List<Rules> rules = new ArrayList<>();
  private boolean known;

  /** That take the same requests. */
  private record Rules(Matched was, Matched is) {}

  LimitTraffic(Snapshot before, Snapshot now) {
    this.before = before;
    this.now = now;
  }

  /** Whether some requests that the limit refused may pass now. */
  boolean isMissed(RateLimitSection policy, RateLimit limit) {
    return policy.mode() == DecisionMode.ENFORCE
        && policy.targets().stream()
            .anyMatch(target -> rules().stream().anyMatch(each -> misses(each, target, limit)));
  }

  private boolean misses(Rules rules, LimitTarget target, RateLimit limit) {
    if (!LimitWords.isMet(target, rules.was.route(), rules.was.rule())) {
      return false;
    }
    boolean ofBackend = target instanceof LimitTarget.Backend;
    if (ofBackend && !LimitWords.isMet(target, rules.is.route(), rules.is.rule())) {
      // Nothing is left to protect; where the requests go instead is told of the rule.
      return false;
    }
    return now.limits().stream()
        .filter(policy -> policy.mode() == DecisionMode.ENFORCE)
        .filter(
            policy ->
                policy.targets().stream()
                    .anyMatch(
                        each ->
                            (each.equals(target) || !(each instanceof LimitTarget.Backend))
                                && LimitWords.isMet(each, rules.is.route(), rules.is.rule())))
        .flatMap(policy -> policy.limits().stream())
        .noneMatch(
            each -> new LimitWeakenings(limit, each, isOneRoute(List.of(target))).isAsStrict());
  }

  /** Whether all that a policy limits is of one route. */
  static boolean isOneRoute(List<LimitTarget> targets) {
    return targets.stream().map(LimitTraffic::route).distinct().count() == 1
        && targets.stream().map(LimitTraffic::route).allMatch(Optional::isPresent);
  }

  private static Optional<ObjectKey> route(LimitTarget target) {
    return switch (target) {
      case LimitTarget.Route(ObjectKey route) -> Optional.of(route);
      case LimitTarget.Rule(ObjectKey route, String rule) -> Optional.of(route);
      case LimitTarget.Plane plane -> Optional.empty();
      case LimitTarget.Backend backend -> Optional.empty();
    };
  }

  /** Only where a limit is gone is it worth while to find them. */
  private List<Rules> rules() {
    if (!known) {
      known = true;
      Takers takers = new Takers(before, now);
      for (Cell cell : Cells.of(before.routes(), now.routes())) {
        Takers.Taken taken = takers.of(cell);
        taken.before().ifPresent(was -> taken.now().ifPresent(is -> rules.add(new Rules(was, is))));
      }
    }
    return rules;
  }
}
