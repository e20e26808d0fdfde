package dev.sluice.compiler.translate;

import dev.sluice.compiler.resolve.LimitTargets.Target;
import dev.sluice.compiler.resolve.ResolvedLimits;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.RateLimitSection;
import java.util.List;

/** RateLimitPolicies. */
public final class LimitTranslation {
  private LimitTranslation() {}

  /**
   * @param targets that one data plane serves
   */
  public static RateLimitSection translate(ResolvedLimits limits, List<Target> targets) {
    return new RateLimitSection(
        limits.policy(),
        targets.stream().map(LimitTranslation::translate).toList(),
        limits.mode(),
        limits.statusCode(),
        limits.headers(),
        limits.limits());
  }

  private static LimitTarget translate(Target target) {
    return switch (target.kind()) {
      case DataPlane -> new LimitTarget.Plane();
      case ServiceBackend -> new LimitTarget.Backend(target.key());
      case GatewayRoute ->
          target.rule().isPresent()
              ? new LimitTarget.Rule(target.key(), target.rule().get())
              : new LimitTarget.Route(target.key());
    };
  }
}
