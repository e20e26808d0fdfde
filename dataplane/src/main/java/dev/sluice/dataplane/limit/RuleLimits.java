package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The limits that requests of one rule meet: those that need not know who asks, which are asked
 * first so that guessing is limited too; those that do; and those of the backends.
 */
public final class RuleLimits {
  public static final RuleLimits NONE = new RuleLimits(List.of(), List.of(), Map.of());

  private final List<AppliedLimit> byAddress;
  private final List<AppliedLimit> byIdentity;
  private final Map<ObjectKey, List<AppliedLimit>> ofBackends;

  private RuleLimits(
      List<AppliedLimit> byAddress,
      List<AppliedLimit> byIdentity,
      Map<ObjectKey, List<AppliedLimit>> ofBackends) {
    this.byAddress = byAddress;
    this.byIdentity = byIdentity;
    this.ofBackends = ofBackends;
  }

  static RuleLimits of(
      LimitPolicies.Some some, RouteSection route, RouteRule rule, CounterStores stores) {
    List<LimitPolicy> policies = some.policies();
    Set<String> names = new HashSet<>();
    Set<String> twice =
        policies.stream()
            .flatMap(policy -> policy.limits().stream())
            .map(limit -> limit.limit().name())
            .filter(name -> !names.add(name))
            .collect(Collectors.toSet());
    LimitBuilder builder = new LimitBuilder(route, rule, stores, twice, some.told());
    List<AppliedLimit> byAddress = new ArrayList<>();
    List<AppliedLimit> byIdentity = new ArrayList<>();
    Map<ObjectKey, List<AppliedLimit>> ofBackends = new HashMap<>();
    for (LimitPolicy policy : policies) {
      if (policy.limits(route, rule)) {
        for (AppliedLimit limit : builder.build(policy)) {
          (limit.identity() ? byIdentity : byAddress).add(limit);
        }
      }
      rule.targets()
          .distinct()
          .forEach(
              target -> {
                if (target instanceof Target.Backend(ObjectKey key) && policy.limits(key)) {
                  ofBackends
                      .computeIfAbsent(key, none -> new ArrayList<>())
                      .addAll(builder.build(policy));
                }
              });
    }
    return new RuleLimits(List.copyOf(byAddress), List.copyOf(byIdentity), Map.copyOf(ofBackends));
  }

  /** Names of those that need not know who asks. */
  public List<String> byAddress() {
    return names(byAddress);
  }

  /** Asks them, and goes on with who may pass. */
  public HttpHandler byAddress(HttpHandler next) {
    return step(byAddress, byIdentity.isEmpty() && ofBackends.isEmpty(), next);
  }

  /** Names of those that need to know who asks. */
  public List<String> byIdentity() {
    return names(byIdentity);
  }

  public HttpHandler byIdentity(HttpHandler next) {
    return step(byIdentity, ofBackends.isEmpty(), next);
  }

  /** Those of a backend, once it is chosen; the very same if it has none. */
  public HttpHandler ofBackend(ObjectKey backend, HttpHandler next) {
    return step(ofBackends.getOrDefault(backend, List.of()), true, next);
  }

  private static HttpHandler step(List<AppliedLimit> limits, boolean last, HttpHandler next) {
    return limits.isEmpty() ? next : new LimitStep(limits, last, next);
  }

  private static List<String> names(List<AppliedLimit> limits) {
    return limits.stream().map(AppliedLimit::toString).toList();
  }
}
