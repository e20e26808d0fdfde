package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.count.Room;
import dev.sluice.dataplane.limit.state.LimitId;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.when.When;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A policy, ready to be applied to rules. */
final class LimitPolicy {
  private final RateLimitSection section;
  private final List<Ready> limits;

  /** What all rules share of a limit. */
  record Ready(RateLimit limit, LimitState state, When when) {}

  private LimitPolicy(RateLimitSection section, List<Ready> limits) {
    this.section = section;
    this.limits = limits;
  }

  /**
   * @throws IllegalArgumentException if something in it cannot be read
   */
  static LimitPolicy of(RateLimitSection section, LimitStates states) {
    List<Ready> limits = new ArrayList<>();
    for (RateLimit limit : section.limits()) {
      LimitId id = new LimitId(section.policy(), limit.name(), !limit.key().isEmpty());
      When when = When.of(limit.when());
      LimitState state = states.of(id);
      state.fit(room(limit), System.nanoTime());
      limits.add(new Ready(limit, state, when));
    }
    return new LimitPolicy(section, List.copyOf(limits));
  }

  /** As the largest of its tiers needs it. */
  private static Room room(RateLimit limit) {
    if (!(limit.allowance() instanceof Allowance.Rate rate)) {
      return Room.NONE;
    }
    if (limit.key().isEmpty()) {
      return Room.FEW;
    }
    return switch (rate.algorithm()) {
      case TOKEN_BUCKET -> Room.ofBuckets();
      case SLIDING_WINDOW ->
          rate.responseCost().isEmpty() ? Room.ofWindows(most(rate)) : Room.ofChargedWindows();
    };
  }

  private static long most(Allowance.Rate rate) {
    Stream<RateLimit.Amount> tiers =
        rate.tiers() instanceof Tiers.ByValue byValue
            ? byValue.amounts().values().stream()
            : Stream.empty();
    return Stream.concat(Stream.of(rate.usual()), tiers)
        .mapToLong(amount -> Tier.amount(amount, rate.algorithm()).most())
        .max()
        .orElseThrow();
  }

  RateLimitSection section() {
    return section;
  }

  List<Ready> limits() {
    return limits;
  }

  /** Whether it limits all requests of a rule, wherever they go. */
  boolean limits(RouteSection route, RouteRule rule) {
    return section.targets().stream()
        .anyMatch(
            target ->
                switch (target) {
                  case LimitTarget.Plane plane -> true;
                  case LimitTarget.Route(ObjectKey key) -> key.equals(route.route());
                  case LimitTarget.Rule(ObjectKey key, String name) ->
                      key.equals(route.route()) && name.equals(rule.name());
                  case LimitTarget.Backend backend -> false;
                });
  }

  /** Whether it limits those that go to a backend. */
  boolean limits(ObjectKey backend) {
    return section.targets().contains(new LimitTarget.Backend(backend));
  }
}
