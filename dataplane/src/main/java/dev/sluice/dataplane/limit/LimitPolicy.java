package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.state.LimitId;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.when.When;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.List;

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
      limits.add(new Ready(limit, states.of(id), when));
    }
    return new LimitPolicy(section, List.copyOf(limits));
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
