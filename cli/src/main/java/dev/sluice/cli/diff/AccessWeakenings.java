package dev.sluice.cli.diff;

import dev.sluice.matching.Cidr;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.AddressAccess.AddressList;
import dev.sluice.snapshot.DecisionMode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which changes of who may pass let somebody through who could not before. What was asked must be
 * asked still, of the same or fewer: in doubt it is weaker.
 */
final class AccessWeakenings {
  private AccessWeakenings() {}

  /**
   * @param policy name of an effective value that has changed
   * @return empty if it is of no kind that is judged here, or no weaker
   */
  static Optional<String> of(String policy, AccessPolicies before, AccessPolicies now) {
    return switch (policy) {
      case "authorization" -> asksLess(before, now);
      case "ipAccess" -> takesMore(before, now);
      default -> Optional.empty();
    };
  }

  /** What roles allow. */
  static Optional<String> ofRoles(Map<String, List<String>> before, Map<String, List<String>> now) {
    for (Map.Entry<String, List<String>> role : now.entrySet()) {
      List<String> had = before.getOrDefault(role.getKey(), List.of());
      if (!had.contains("*") && !had.containsAll(role.getValue())) {
        return Optional.of("a role allows more");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> asksLess(AccessPolicies before, AccessPolicies now) {
    List<AccessRule> asked = enforced(before);
    List<AccessRule> asks = enforced(now);
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    if (asks.isEmpty()) {
      return Optional.of("whoever is known may pass");
    }
    return asked.stream().allMatch(was -> asks.stream().anyMatch(is -> isAsStrict(is, was)))
        ? Optional.empty()
        : Optional.of("clients may pass that lack what was asked");
  }

  private static List<AccessRule> enforced(AccessPolicies access) {
    return access.authorization().rules().stream()
        .filter(rule -> rule.mode() == DecisionMode.ENFORCE)
        .toList();
  }

  private static boolean isAsStrict(AccessRule is, AccessRule was) {
    return isOneOfThese(is.anyRole(), was.anyRole())
        && new HashSet<>(is.allPermissions()).containsAll(was.allPermissions())
        && isOneOfThese(is.anyScope(), was.anyScope())
        && isOneOfThese(is.tenants(), was.tenants())
        && was.claims().entrySet().stream()
            .allMatch(
                claim ->
                    isOneOfThese(
                        is.claims().getOrDefault(claim.getKey(), List.of()), claim.getValue()));
  }

  /** Nothing asked before is nothing to hold to; nothing asked now is everybody. */
  private static boolean isOneOfThese(Collection<String> is, Collection<String> was) {
    return was.isEmpty() || (!is.isEmpty() && was.containsAll(is));
  }

  private static Optional<String> takesMore(AccessPolicies before, AccessPolicies now) {
    List<AddressList> lists = now.addresses().lists();
    if (!before.addresses().lists().isEmpty() && lists.isEmpty()) {
      return Optional.of("clients of all addresses may pass");
    }
    return before.addresses().lists().stream()
            .allMatch(was -> lists.stream().anyMatch(is -> isAsNarrow(is, was)))
        ? Optional.empty()
        : Optional.of("clients of more addresses may pass");
  }

  private static boolean isAsNarrow(AddressList is, AddressList was) {
    boolean tookAll = was.allow().isEmpty() && was.allowFrom().isEmpty();
    boolean takesAll = is.allow().isEmpty() && is.allowFrom().isEmpty();
    return (tookAll
            || !takesAll
                && areWithin(is.allow(), was.allow())
                && was.allowFrom().containsAll(is.allowFrom()))
        && areWithin(was.deny(), is.deny())
        && is.denyFrom().containsAll(was.denyFrom());
  }

  private static boolean areWithin(List<String> inner, List<String> outer) {
    return inner.stream().allMatch(each -> isWithin(each, outer));
  }

  /** Whether one of the networks has the whole of another. */
  static boolean isWithin(String cidr, List<String> networks) {
    Optional<Cidr> asked = Cidr.parse(cidr);
    return asked.isPresent()
        && networks.stream()
            .flatMap(each -> Cidr.parse(each).stream())
            .anyMatch(
                each ->
                    each.prefix() <= asked.get().prefix() && each.contains(asked.get().network()));
  }
}
