package dev.sluice.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.snapshot.EffectivePolicy;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyLayers;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.PolicyValue;
import dev.sluice.snapshot.RoutePolicies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of every pile of layers, however they are filled. */
final class PolicyLayersPropertiesTest {
  private static final ObjectKey PLANE = new ObjectKey("sluice-system", "public");
  private static final ObjectKey ROUTE = new ObjectKey("shop", "orders");
  private static final int SEEDS = 300;

  /** Values that each setting understands, as a resource writes them and as people read them. */
  private static final Map<String, Map<String, String>> VALUES =
      Map.of(
          "timeouts.request", Map.of("0s", "none", "15s", "15s", "90s", "90s"),
          "timeouts.idle", Map.of("1h", "1h", "250ms", "250ms"),
          "retry.attempts", Map.of("0", "0", "3", "3", "10", "10"),
          "retry.honourRetryAfter", Map.of("0s", "0s", "2s", "2s"),
          "retry.maxReplayBytes", Map.of("1Ki", "1024 bytes", "0", "0 bytes"),
          "limits.maxBodyBytes", Map.of("1Mi", "1048576 bytes", "5", "5 bytes"));

  @Test
  void theStrongestLayerThatSaysAValueCountsAndIsNamedAsItsOrigin() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Map<String, String> defaults = layer(random);
      Map<String, String> route = layer(random);
      Map<String, String> rule = layer(random);
      Map<String, String> overrides = layer(random);
      RoutePolicies policies = effective(defaults, route, rule, overrides);
      for (EffectivePolicy each : policies.effective()) {
        String name = each.policy();
        Optional<String> prefix =
            overrides.containsKey(name)
                ? Optional.of("spec.overrides.")
                : rule.containsKey(name)
                    ? Optional.of("spec.rules[0].")
                    : route.containsKey(name)
                        ? Optional.of("spec.")
                        : defaults.containsKey(name)
                            ? Optional.of("spec.defaults.")
                            : Optional.empty();
        assertThat(each.origin().map(PolicyOrigin::field))
            .as("seed " + seed)
            .isEqualTo(prefix.map(start -> start + name));
        Map<String, String> said = new HashMap<>(defaults);
        said.putAll(route);
        said.putAll(rule);
        said.putAll(overrides);
        if (said.containsKey(name)) {
          assertThat(each.value()).isEqualTo(choices(name).get(said.get(name)));
        } else {
          assertThat(each.value()).isEqualTo(builtIn(name));
        }
      }
    }
  }

  @Test
  void whatRoutesSayChangesNoOverride() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Map<String, String> defaults = layer(random);
      Map<String, String> overrides = layer(random);
      RoutePolicies silent = effective(defaults, Map.of(), Map.of(), overrides);
      RoutePolicies loud = effective(defaults, layer(random), layer(random), overrides);
      for (String name : overrides.keySet()) {
        assertThat(value(loud, name)).as("seed " + seed).isEqualTo(value(silent, name));
      }
    }
  }

  @Test
  void layersInOneAreTheSameAsLayersOverOneAnother() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Map<String, String> route = layer(random);
      Map<String, String> rule = layer(random);
      Map<String, String> both = new HashMap<>(route);
      both.putAll(rule);
      assertThat(values(effective(Map.of(), route, rule, Map.of())))
          .as("seed " + seed)
          .isEqualTo(values(effective(Map.of(), Map.of(), both, Map.of())));
    }
  }

  @Test
  void aRuleThatIsServedAsBeforeUnderTheSameDataPlaneKeepsEveryValue() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Map<String, String> defaults = layer(random);
      Map<String, String> overrides = layer(random);
      RoutePolicies before = effective(defaults, layer(random), layer(random), overrides);
      PlanePolicies plane = plane(defaults, overrides);
      assertThat(plane.around(List.of(PolicyLayer.ofRoute(before))))
          .as("seed " + seed)
          .isEqualTo(before);
    }
  }

  private static Map<String, String> layer(Random random) {
    Map<String, String> layer = new HashMap<>();
    VALUES.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              List<String> choices = choices(name).keySet().stream().sorted().toList();
              if (random.nextInt(3) == 0) {
                layer.put(name, choices.get(random.nextInt(choices.size())));
              }
            });
    return layer;
  }

  private static RoutePolicies effective(
      Map<String, String> defaults,
      Map<String, String> route,
      Map<String, String> rule,
      Map<String, String> overrides) {
    return plane(defaults, overrides)
        .around(List.of(said(route, "spec"), said(rule, "spec.rules[0]")));
  }

  private static PlanePolicies plane(Map<String, String> defaults, Map<String, String> overrides) {
    return PlanePolicies.read(PLANE, new PolicyLayers(written(defaults), written(overrides)));
  }

  private static PolicyLayer said(Map<String, String> layer, String prefix) {
    Diagnostics diagnostics = new Diagnostics(new ResourceRef(ResourceKind.GATEWAY_ROUTE, ROUTE));
    PolicyLayer read =
        PolicyLayer.read(
            written(layer),
            new PolicyLayer.Place(ResourceKind.GATEWAY_ROUTE, ROUTE, prefix),
            kind -> RouteReason.INVALID_POLICY,
            diagnostics);
    assertThat(diagnostics.found()).isEmpty();
    return read;
  }

  private static List<PolicyValue> written(Map<String, String> layer) {
    List<PolicyValue> values = new ArrayList<>();
    layer.forEach((name, value) -> values.add(new PolicyValue(name, List.of(value))));
    return values;
  }

  private static String builtIn(String name) {
    return value(RoutePolicies.DEFAULT, name);
  }

  private static Map<String, String> choices(String name) {
    return Objects.requireNonNull(VALUES.get(name));
  }

  private static String value(RoutePolicies policies, String name) {
    return Objects.requireNonNull(values(policies).get(name));
  }

  private static Map<String, String> values(RoutePolicies policies) {
    Map<String, String> values = new HashMap<>();
    policies.effective().forEach(each -> values.put(each.policy(), each.value()));
    return values;
  }
}
