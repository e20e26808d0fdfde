package dev.sluice.compiler.translate;

import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resolve.ResolvedRoute;
import dev.sluice.compiler.resolve.ResolvedRule;
import dev.sluice.compiler.resolve.ResolvedTarget;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.List;

/** GatewayRoutes. */
public final class RouteTranslation {
  private RouteTranslation() {}

  public static RouteSection translate(ResolvedRoute route) {
    return new RouteSection(
        route.route(),
        route.created(),
        route.priority(),
        route.hostnames(),
        route.rules().stream().map(RouteTranslation::translate).toList());
  }

  private static RouteRule translate(ResolvedRule rule) {
    return switch (rule) {
      case ResolvedRule.Written written -> translate(written);
      case ResolvedRule.LastGood(RouteRule before, List<ResolvedTarget> targets) ->
          new RouteRule(
              before.name(),
              before.matches(),
              before.filters(),
              switch (before.action()) {
                case RouteAction.Forward forward -> forward(targets, forward.stickiness());
                case RouteAction.Respond respond -> respond;
              },
              before.policies());
    };
  }

  private static RouteRule translate(ResolvedRule.Written rule) {
    return new RouteRule(
        rule.name(),
        rule.matches(),
        rule.filters().filters(),
        rule.filters().answer().orElseGet(() -> forward(rule.targets(), rule.stickiness())),
        rule.policies());
  }

  private static RouteAction forward(List<ResolvedTarget> targets, Stickiness stickiness) {
    boolean unweighted = targets.stream().allMatch(target -> target.weight() == 0);
    return new RouteAction.Forward(
        targets.stream().map(target -> translate(target, unweighted)).toList(), stickiness);
  }

  /** Targets that all have weight 0 would leave nothing to choose from: they become one 500. */
  private static WeightedTarget translate(ResolvedTarget target, boolean unweighted) {
    if (unweighted) {
      return new WeightedTarget(
          new Target.Unresolved(target.backend(), RouteReason.NO_WEIGHT.word()), 1);
    }
    return switch (target) {
      case ResolvedTarget.Usable usable ->
          new WeightedTarget(new Target.Backend(usable.backend()), usable.weight());
      case ResolvedTarget.Unusable unusable ->
          new WeightedTarget(
              new Target.Unresolved(unusable.backend(), unusable.reason().word()),
              unusable.weight());
    };
  }
}
