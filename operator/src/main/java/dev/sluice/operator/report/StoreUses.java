package dev.sluice.operator.report;

import dev.sluice.compiler.Compilation;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimitSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which policies count in the shared store of which data planes. */
final class StoreUses {
  private final Map<ObjectKey, List<Use>> byPolicy = new HashMap<>();

  /**
   * @param limits of the policy that are counted there; never empty
   */
  record Use(ObjectKey dataPlane, List<RateLimit> limits) {
    Use {
      limits = List.copyOf(limits);
    }
  }

  static StoreUses of(Compilation compilation) {
    StoreUses uses = new StoreUses();
    compilation
        .planes()
        .forEach((key, plane) -> plane.snapshot().limits().forEach(each -> uses.add(key, each)));
    return uses;
  }

  private void add(ObjectKey dataPlane, RateLimitSection section) {
    List<RateLimit> limits =
        section.limits().stream()
            .filter(limit -> limit.store() instanceof CounterStore.Shared)
            .toList();
    if (!limits.isEmpty()) {
      byPolicy
          .computeIfAbsent(section.policy(), policy -> new ArrayList<>())
          .add(new Use(dataPlane, limits));
    }
  }

  List<Use> of(ObjectKey policy) {
    return byPolicy.getOrDefault(policy, List.of());
  }
}
