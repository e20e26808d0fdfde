package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * What comes from a RateLimitPolicy. A section of its own: a policy that changes is a change of no
 * route.
 *
 * @param targets what it limits here; sorted
 * @param statusCode of refusals
 * @param headers whether answers tell of its limits
 * @param clearKeys whether the admin port shows keys as they are
 * @param limits in the order in which they were written
 */
public record RateLimitSection(
    ObjectKey policy,
    List<LimitTarget> targets,
    DecisionMode mode,
    int statusCode,
    boolean headers,
    boolean clearKeys,
    List<RateLimit> limits)
    implements Section {
  public RateLimitSection {
    targets = targets.stream().sorted(Comparator.comparing(LimitTarget::toString)).toList();
    limits = List.copyOf(limits);
  }

  /** With keys that nobody sees. */
  public RateLimitSection(
      ObjectKey policy,
      List<LimitTarget> targets,
      DecisionMode mode,
      int statusCode,
      boolean headers,
      List<RateLimit> limits) {
    this(policy, targets, mode, statusCode, headers, false, limits);
  }

  /** The same, with keys that the admin port shows. */
  public RateLimitSection withClearKeys() {
    return new RateLimitSection(policy, targets, mode, statusCode, headers, true, limits);
  }

  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.RATE_LIMIT, policy);
  }
}
