package dev.sluice.dataplane.limit;

import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What answers call the limits of one rule: by their names; with the policy before it where several
 * have one of that name, and with its namespace too where that says not which. What answers do not
 * tell of takes no name away.
 */
final class LimitNames {
  private final Set<String> ofSeveral = new HashSet<>();

  /**
   * @param policies that limit the rule, or a backend of it
   */
  LimitNames(List<LimitPolicy> policies) {
    List<LimitPolicy> told = policies.stream().filter(LimitNames::isTold).toList();
    collect(told, (policy, limit) -> limit);
    collect(told, LimitNames::withPolicy);
  }

  private static boolean isTold(LimitPolicy policy) {
    return policy.section().headers() && policy.section().mode() != DecisionMode.SHADOW;
  }

  private void collect(List<LimitPolicy> told, BiFunction<ObjectKey, String, String> name) {
    Set<String> seen = new HashSet<>();
    for (LimitPolicy policy : told) {
      for (LimitPolicy.Ready limit : policy.limits()) {
        String candidate = name.apply(policy.section().policy(), limit.limit().name());
        if (!seen.add(candidate)) {
          ofSeveral.add(candidate);
        }
      }
    }
  }

  String of(ObjectKey policy, String limit) {
    if (!ofSeveral.contains(limit)) {
      return limit;
    }
    String longer = withPolicy(policy, limit);
    return ofSeveral.contains(longer) ? policy.namespace() + "." + longer : longer;
  }

  private static String withPolicy(ObjectKey policy, String limit) {
    return policy.name() + "." + limit;
  }
}
