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

/** Which policies count together with others in which data planes: in their store, or in shares. */
final class StoreUses {
  private final Map<ObjectKey, List<Use>> byPolicy = new HashMap<>();
  private final Map<ObjectKey, List<ObjectKey>> sharing = new HashMap<>();

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
    if (section.limits().stream().anyMatch(each -> each.store() instanceof CounterStore.Cluster)) {
      sharing.computeIfAbsent(section.policy(), policy -> new ArrayList<>()).add(dataPlane);
    }
    if (!limits.isEmpty()) {
      byPolicy
          .computeIfAbsent(section.policy(), policy -> new ArrayList<>())
          .add(new Use(dataPlane, limits));
    }
  }

  /** Data planes whose replicas share limits of the policy without a store. */
  List<ObjectKey> sharing(ObjectKey policy) {
    return sharing.getOrDefault(policy, List.of());
  }

  List<Use> of(ObjectKey policy) {
    return byPolicy.getOrDefault(policy, List.of());
  }
}
