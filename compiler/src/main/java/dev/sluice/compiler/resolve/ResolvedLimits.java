package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimitSection;
import java.util.List;

/**
 * A RateLimitPolicy without what it is attached to: the same wherever it applies.
 *
 * @param statusCode of refusals
 * @param headers whether answers tell of its limits
 * @param clearKeys whether the admin port shows keys as they are
 * @param limits in the order in which they were written
 */
public record ResolvedLimits(
    ObjectKey policy,
    DecisionMode mode,
    int statusCode,
    boolean headers,
    boolean clearKeys,
    List<RateLimit> limits) {
  public ResolvedLimits {
    limits = List.copyOf(limits);
  }

  /** As some data plane served it. */
  public static ResolvedLimits of(RateLimitSection served) {
    return new ResolvedLimits(
        served.policy(),
        served.mode(),
        served.statusCode(),
        served.headers(),
        served.clearKeys(),
        served.limits());
  }
}
