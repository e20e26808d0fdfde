package dev.sluice.compiler.translate;

import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resolve.ResolvedMirror;
import dev.sluice.compiler.resolve.ResolvedRoute;
import dev.sluice.compiler.resolve.ResolvedRule;
import dev.sluice.compiler.resolve.ResolvedTarget;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
      case ResolvedRule.LastGood(
              RouteRule before,
              List<ResolvedTarget> targets,
              Optional<ResolvedMirror> mirror) ->
          new RouteRule(
              before.name(),
              before.matches(),
              filters(before.filters(), mirror),
              switch (before.action()) {
                case RouteAction.Forward forward ->
                    forward(targets, forward.stickiness(), forward.regions());
                case RouteAction.Respond respond -> respond;
                case RouteAction.Redirect redirect -> redirect;
              },
              before.policies());
    };
  }

  private static RouteRule translate(ResolvedRule.Written rule) {
    return new RouteRule(
        rule.name(),
        rule.matches(),
        filters(rule.filters().filters(), rule.filters().mirror()),
        rule.filters()
            .answer()
            .orElseGet(() -> forward(rule.targets(), rule.stickiness(), rule.regions())),
        rule.policies());
  }

  /** With this mirror in place of any that stands among them. */
  private static List<RouteFilter> filters(
      List<RouteFilter> filters, Optional<ResolvedMirror> mirror) {
    return Stream.concat(
            filters.stream().filter(filter -> !(filter instanceof RouteFilter.Mirror)),
            mirror.stream()
                .map(copies -> new RouteFilter.Mirror(target(copies.target()), copies.percent())))
        .toList();
  }

  private static RouteAction forward(
      List<ResolvedTarget> targets, Stickiness stickiness, Regions regions) {
    boolean unweighted = targets.stream().allMatch(target -> target.weight() == 0);
    return new RouteAction.Forward(
        targets.stream().map(target -> translate(target, unweighted)).toList(),
        stickiness,
        regions);
  }

  /** Targets that all have weight 0 would leave nothing to choose from: they become one 500. */
  private static WeightedTarget translate(ResolvedTarget target, boolean unweighted) {
    if (unweighted) {
      return new WeightedTarget(
          new Target.Unresolved(target.backend(), RouteReason.NO_WEIGHT.word()), 1);
    }
    return new WeightedTarget(target(target), target.weight());
  }

  private static Target target(ResolvedTarget target) {
    return switch (target) {
      case ResolvedTarget.Usable usable -> new Target.Backend(usable.backend());
      case ResolvedTarget.Unusable unusable ->
          new Target.Unresolved(unusable.backend(), unusable.reason().word());
    };
  }
}
