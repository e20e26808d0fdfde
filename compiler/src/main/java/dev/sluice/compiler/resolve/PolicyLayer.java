package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.Reason;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.PolicyValue;
import dev.sluice.snapshot.RoutePolicies;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values that one place gives, understood, each with where it stands.
 *
 * @param broken settings that it gives without being understood
 */
record PolicyLayer(Map<PolicySetting<?>, Given> values, Set<PolicySetting<?>> broken) {
  PolicyLayer {
    values = Map.copyOf(values);
    broken = Set.copyOf(broken);
  }

  /**
   * @param value of the setting's type
   */
  record Given(Object value, PolicyOrigin origin) {}

  /**
   * Where a layer stands.
   *
   * @param prefix of its fields, such as {@code spec.defaults}
   */
  record Place(ResourceKind kind, ObjectKey object, String prefix) {
    String field(String policy) {
      return prefix + "." + policy;
    }
  }

  /**
   * Reads what was written; what cannot be understood is reported and left out.
   *
   * @param reasons the reason to give for each kind of mistake
   */
  static PolicyLayer read(
      List<PolicyValue> written,
      Place place,
      Function<PolicyReading.Kind, Reason> reasons,
      Diagnostics diagnostics) {
    Map<String, PolicyValue> byPolicy =
        written.stream().collect(Collectors.toMap(PolicyValue::policy, value -> value));
    Map<PolicySetting<?>, Given> values = new HashMap<>();
    Set<PolicySetting<?>> broken = new HashSet<>();
    for (PolicySetting<?> setting : PolicySettings.ALL) {
      PolicyValue value = byPolicy.get(setting.policy());
      if (value == null) {
        continue;
      }
      String field = place.field(setting.policy());
      PolicyReading<?> reading =
          value.written().isEmpty()
              ? PolicyReading.refused(
                  PolicyReading.Kind.OTHER,
                  "is an empty list; give an entry or leave the field out")
              : setting.reader().apply(value.written());
      switch (reading) {
        case PolicyReading.Understood<?>(Object understood) ->
            values.put(
                setting,
                given(
                    setting,
                    understood,
                    new PolicyOrigin(
                        setting.policy(), place.kind().text(), place.object(), field)));
        case PolicyReading.Refused<?>(List<PolicyReading.Fault> faults) -> {
          broken.add(setting);
          faults.forEach(
              fault ->
                  diagnostics.error(
                      reasons.apply(fault.kind()), field + fault.at(), fault.message()));
        }
      }
    }
    return new PolicyLayer(values, broken);
  }

  /** What routes said of a rule that is served as it was before. */
  static PolicyLayer ofRoute(RoutePolicies before) {
    Map<PolicySetting<?>, Given> values = new HashMap<>();
    for (PolicyOrigin origin : before.origins()) {
      if (origin.kind().equals(ResourceKind.GATEWAY_ROUTE.text())) {
        PolicySettings.ALL.stream()
            .filter(setting -> setting.policy().equals(origin.policy()))
            .forEach(setting -> values.put(setting, before(setting, before, origin)));
      }
    }
    return new PolicyLayer(values, Set.of());
  }

  @SuppressWarnings("unchecked") // The setting's own reader has made the value.
  private static <V> Given given(PolicySetting<V> setting, Object value, PolicyOrigin origin) {
    return new Given(setting.layering().from((V) value, origin), origin);
  }

  private static <V> Given before(
      PolicySetting<V> setting, RoutePolicies before, PolicyOrigin origin) {
    return new Given(setting.layering().ofRoute(setting.effective().apply(before)), origin);
  }

  @SuppressWarnings("unchecked") // Only read() and ofRoute() fill it, each with the setting's type.
  <V> Optional<V> get(PolicySetting<V> setting) {
    return Optional.ofNullable(values.get(setting)).map(given -> (V) given.value());
  }
}
