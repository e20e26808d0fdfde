package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.state.LimitId;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The policies of one snapshot. One that did not change since the last is the same object. Used by
 * the one thread that applies snapshots.
 */
public final class LimitPolicies {
  private final LimitStates states;
  private final CounterStores stores;
  private final List<LimitPolicy> policies;

  /** Some policies, to be compared with others: the same ones make the same chain. */
  public record Some(List<LimitPolicy> policies) {
    public static final Some NONE = new Some(List.of());
  }

  private LimitPolicies(LimitStates states, CounterStores stores, List<LimitPolicy> policies) {
    this.states = states;
    this.stores = stores;
    this.policies = policies;
  }

  /** None yet. */
  public LimitPolicies(LimitStates states, CounterStores stores) {
    this(states, stores, List.of());
  }

  /**
   * Those of the next snapshot.
   *
   * @param refusals gets those that cannot be used
   */
  public LimitPolicies with(List<RateLimitSection> sections, List<Refusal> refusals) {
    Map<RateLimitSection, LimitPolicy> known = new HashMap<>();
    policies.forEach(policy -> known.put(policy.section(), policy));
    List<LimitPolicy> next = new ArrayList<>();
    for (RateLimitSection section : sections) {
      LimitPolicy before = known.get(section);
      try {
        next.add(before == null ? LimitPolicy.of(section, states) : before);
      } catch (IllegalArgumentException e) {
        refusals.add(new Refusal(section.key(), String.valueOf(e.getMessage())));
      }
    }
    return new LimitPolicies(states, stores, List.copyOf(next));
  }

  /** Those that may limit requests of a route. */
  public Some touching(RouteSection route) {
    return policies.isEmpty()
        ? Some.NONE
        : new Some(policies.stream().filter(policy -> policy.touches(route)).toList());
  }

  /** What of some policies limits the requests of a rule. */
  public RuleLimits of(Some some, RouteSection route, RouteRule rule) {
    return some.policies().isEmpty()
        ? RuleLimits.NONE
        : RuleLimits.of(some.policies(), route, rule, stores);
  }

  /** Forgets what was counted for policies that are gone. */
  public void keepOnlyThese() {
    Set<LimitId> ids = new HashSet<>();
    policies.forEach(policy -> policy.limits().forEach(limit -> ids.add(limit.state().id())));
    states.keepOnly(ids);
  }
}
