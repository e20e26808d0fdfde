package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * What a data plane says of all its routes. Its own part of the snapshot shows it; what is served
 * stands in each rule's {@link RoutePolicies}.
 *
 * @param defaults a route may change them; sorted by policy
 * @param overrides nothing changes them; sorted by policy
 */
public record PolicyLayers(List<PolicyValue> defaults, List<PolicyValue> overrides) {
  public static final PolicyLayers NONE = new PolicyLayers(List.of(), List.of());

  public PolicyLayers {
    defaults = sorted(defaults);
    overrides = sorted(overrides);
  }

  private static List<PolicyValue> sorted(List<PolicyValue> values) {
    return values.stream().sorted(Comparator.comparing(PolicyValue::policy)).toList();
  }
}
