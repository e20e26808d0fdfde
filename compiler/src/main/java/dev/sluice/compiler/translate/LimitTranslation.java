package dev.sluice.compiler.translate;

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
  public static RateLimitSection translate(ResolvedLimits limits, List<LimitTarget> targets) {
    return new RateLimitSection(
        limits.policy(),
        targets,
        limits.mode(),
        limits.statusCode(),
        limits.headers(),
        limits.clearKeys(),
        limits.limits());
  }
}
