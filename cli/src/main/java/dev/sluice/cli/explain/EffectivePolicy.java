package dev.sluice.cli.explain;

import dev.sluice.cli.words.PlainWords;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RoutePolicies;
import java.util.List;
import java.util.Optional;

/**
 * A value that holds for a rule.
 *
 * @param name such as {@code timeouts.request}
 * @param origin who says so; empty when nobody does and it is built in
 */
public record EffectivePolicy(String name, String value, Optional<PolicyOrigin> origin) {
  static final String BUILT_IN = "built in";

  /** By name. */
  public static List<EffectivePolicy> of(RoutePolicies policies) {
    return PlainWords.values(policies, "origins").entrySet().stream()
        .map(
            value ->
                new EffectivePolicy(
                    value.getKey(), value.getValue(), origin(policies, value.getKey())))
        .toList();
  }

  /** The origin of the value itself, or of the group that was given as a whole. */
  private static Optional<PolicyOrigin> origin(RoutePolicies policies, String name) {
    return policies.origins().stream()
        .filter(origin -> name.equals(origin.policy()) || name.startsWith(origin.policy() + "."))
        .reduce((one, other) -> one.policy().length() >= other.policy().length() ? one : other);
  }

  /** {@code GatewayRoute shop/orders spec.timeouts.request}. */
  public String originText() {
    return origin
        .map(from -> from.kind() + " " + from.object() + " " + from.field())
        .orElse(BUILT_IN);
  }
}
