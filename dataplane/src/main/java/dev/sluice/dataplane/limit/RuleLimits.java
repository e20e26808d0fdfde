package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    Set<ObjectKey> backends =
        rule.targets()
            .flatMap(RuleLimits::backend)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<LimitPolicy> policies =
        some.policies().stream()
            .filter(
                policy -> policy.limits(route, rule) || backends.stream().anyMatch(policy::limits))
            .toList();
    LimitBuilder builder =
        new LimitBuilder(route, rule, stores, new LimitNames(policies), some.told());
    List<AppliedLimit> byAddress = new ArrayList<>();
    List<AppliedLimit> byIdentity = new ArrayList<>();
    Map<ObjectKey, List<AppliedLimit>> ofBackends = new HashMap<>();
    for (LimitPolicy policy : policies) {
      if (policy.limits(route, rule)) {
        for (AppliedLimit limit : builder.build(policy)) {
          (limit.identity() ? byIdentity : byAddress).add(limit);
        }
      }
      for (ObjectKey backend : backends) {
        if (policy.limits(backend)) {
          ofBackends
              .computeIfAbsent(backend, none -> new ArrayList<>())
              .addAll(builder.build(policy));
        }
      }
    }
    return new RuleLimits(List.copyOf(byAddress), List.copyOf(byIdentity), Map.copyOf(ofBackends));
  }

  private static Stream<ObjectKey> backend(Target target) {
    return target instanceof Target.Backend(ObjectKey key) ? Stream.of(key) : Stream.empty();
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
