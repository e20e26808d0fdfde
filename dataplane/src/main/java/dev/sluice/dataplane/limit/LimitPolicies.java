package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.state.LimitId;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The policies of one snapshot. One that did not change since the last is the same object. Used by
 * the one thread that applies snapshots.
 */
public final class LimitPolicies {
  private final LimitStates states;
  private final CounterStores stores;
  private final List<LimitPolicy> policies;
  private final Set<String> told;
  private final Set<LimitPolicy> everywhere = new HashSet<>();
  private final Map<ObjectKey, Set<LimitPolicy>> ofRoutes = new HashMap<>();
  private final Map<ObjectKey, Set<LimitPolicy>> ofBackends = new HashMap<>();

  /**
   * Some policies, to be compared with others: the same ones make the same chain.
   *
   * @param told headers that requests have once it is known who asks, in lower case
   */
  public record Some(List<LimitPolicy> policies, Set<String> told) {
    public static final Some NONE = new Some(List.of(), Set.of());
  }

  private LimitPolicies(
      LimitStates states, CounterStores stores, List<LimitPolicy> policies, Set<String> told) {
    this.states = states;
    this.stores = stores;
    this.policies = policies;
    this.told = told;
    policies.forEach(this::index);
  }

  /** None yet. */
  public LimitPolicies(LimitStates states, CounterStores stores) {
    this(states, stores, List.of(), Set.of());
  }

  private void index(LimitPolicy policy) {
    for (LimitTarget target : policy.section().targets()) {
      switch (target) {
        case LimitTarget.Plane plane -> everywhere.add(policy);
        case LimitTarget.Route(ObjectKey route) -> add(ofRoutes, route, policy);
        case LimitTarget.Rule(ObjectKey route, String rule) -> add(ofRoutes, route, policy);
        case LimitTarget.Backend(ObjectKey backend) -> add(ofBackends, backend, policy);
      }
    }
  }

  private static void add(Map<ObjectKey, Set<LimitPolicy>> to, ObjectKey key, LimitPolicy policy) {
    to.computeIfAbsent(key, none -> new HashSet<>()).add(policy);
  }

  /**
   * Those of the next snapshot.
   *
   * @param identities who finds out who asks
   * @param refusals gets those that cannot be used
   */
  public LimitPolicies with(
      List<RateLimitSection> sections, IdentityRules identities, List<Refusal> refusals) {
    Map<RateLimitSection, LimitPolicy> known = new IdentityHashMap<>();
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
    return new LimitPolicies(
        states,
        stores,
        List.copyOf(next),
        identities.providers().stream()
            .map(IdentityProvider::identityHeaders)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Those that may limit requests of a route. */
  public Some touching(RouteSection route) {
    if (policies.isEmpty()) {
      return Some.NONE;
    }
    Set<LimitPolicy> found = new HashSet<>(everywhere);
    found.addAll(ofRoutes.getOrDefault(route.route(), Set.of()));
    if (!ofBackends.isEmpty()) {
      route.rules().stream()
          .flatMap(RouteRule::targets)
          .flatMap(
              target ->
                  target instanceof Target.Backend(ObjectKey backend)
                      ? Stream.of(backend)
                      : Stream.empty())
          .forEach(backend -> found.addAll(ofBackends.getOrDefault(backend, Set.of())));
    }
    return found.isEmpty()
        ? Some.NONE
        : new Some(policies.stream().filter(found::contains).toList(), told);
  }

  /** What of some policies limits the requests of a rule. */
  public RuleLimits of(Some some, RouteSection route, RouteRule rule) {
    return some.policies().isEmpty() ? RuleLimits.NONE : RuleLimits.of(some, route, rule, stores);
  }

  /** Forgets what was counted for policies that are gone. */
  public void keepOnlyThese() {
    Set<LimitId> ids = new HashSet<>();
    policies.forEach(policy -> policy.limits().forEach(limit -> ids.add(limit.state().id())));
    states.keepOnly(ids);
  }
}
