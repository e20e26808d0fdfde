package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.compiler.diagnostic.NearestName;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.GatewayRouteSpec;
import dev.sluice.crds.RateLimitPolicySpec.TargetKind;
import dev.sluice.crds.RateLimitPolicySpec.TargetRef;
import dev.sluice.crds.Rule;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What policies are attached to. Judged as of now, always: a target that is taken away is no longer
 * limited, and a bad one takes no good one with it.
 */
public final class LimitTargets {
  private final Map<ObjectKey, @Nullable GatewayRouteSpec> routes = new HashMap<>();
  private final Set<ObjectKey> backends = new HashSet<>();
  private final Set<ObjectKey> dataPlanes = new HashSet<>();

  public LimitTargets(ResourceSet resources) {
    if (!resources.limits().isEmpty()) {
      resources.routes().forEach(route -> routes.put(ObjectKeys.of(route), route.getSpec()));
      resources.backends().forEach(backend -> backends.add(ObjectKeys.of(backend)));
      resources.dataPlanes().forEach(dataPlane -> dataPlanes.add(ObjectKeys.of(dataPlane)));
    }
  }

  /**
   * An object that exists and may be limited by the policy.
   *
   * @param field where the policy names it
   * @param key who it is
   */
  public record Target(String field, ObjectKey key, LimitTarget target) {
    /** For people. */
    @Override
    public String toString() {
      return switch (target) {
        case LimitTarget.Plane plane -> "DataPlane " + key;
        case LimitTarget.Backend backend -> "ServiceBackend " + key;
        case LimitTarget.Route route -> "GatewayRoute " + key;
        case LimitTarget.Rule(var route, String rule) ->
            "rule " + rule + " of GatewayRoute " + route;
      };
    }

    /** Whether it is about this rule of its route. */
    public boolean isAbout(String rule) {
      return !(target instanceof LimitTarget.Rule(var route, String name)) || name.equals(rule);
    }

    private boolean isSame(Target other) {
      return key.equals(other.key) && target.equals(other.target);
    }
  }

  /** In the order in which they are written, each once. */
  public List<Target> resolve(String namespace, List<TargetRef> written, Diagnostics diagnostics) {
    if (written.isEmpty()) {
      diagnostics.error(
          LimitReason.INVALID_TARGET,
          "spec.targetRefs",
          "is empty, so that nothing is limited; name a GatewayRoute, ServiceBackend or DataPlane");
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String field = "spec.targetRefs[" + i + "]";
      resolve(namespace, written.get(i), field, diagnostics)
          .ifPresent(
              target -> {
                if (targets.stream().anyMatch(target::isSame)) {
                  diagnostics.error(
                      LimitReason.DUPLICATE_TARGET,
                      field,
                      "names what an earlier entry names; remove it");
                } else {
                  targets.add(target);
                }
              });
    }
    return targets;
  }

  private Optional<Target> resolve(
      String namespace, TargetRef ref, String field, Diagnostics diagnostics) {
    TargetKind kind = ref.kind();
    String name = Objects.requireNonNullElse(ref.name(), "");
    if (kind == null || name.isEmpty()) {
      diagnostics.error(
          LimitReason.INVALID_TARGET,
          field,
          "lacks kind or name; give both, such as kind: GatewayRoute and name: orders");
      return Optional.empty();
    }
    String wanted = Objects.requireNonNullElse(ref.namespace(), namespace);
    if (!wanted.equals(namespace)) {
      diagnostics.error(
          LimitReason.REF_NOT_PERMITTED,
          field + ".namespace",
          PlainText.quote(wanted)
              + " is another namespace: a policy limits what stands in its own, which is "
              + namespace
              + "; write the policy there");
      return Optional.empty();
    }
    if (ref.sectionName() != null && kind != TargetKind.GatewayRoute) {
      diagnostics.error(
          LimitReason.INVALID_TARGET,
          field + ".sectionName",
          "names a rule of a GatewayRoute, and the kind is " + kind + "; remove it");
      return Optional.empty();
    }
    ObjectKey key = new ObjectKey(namespace, name);
    if (!exists(kind, key)) {
      diagnostics.error(
          LimitReason.TARGET_NOT_FOUND,
          field + ".name",
          "there is no "
              + kind
              + " "
              + PlainText.quote(name)
              + " in namespace "
              + namespace
              + "; "
              + (kind == TargetKind.DataPlane && dataPlanes.stream().anyMatch(called(name))
                  ? "a DataPlane is limited from its own namespace only: write the policy there"
                  : NearestName.hint(name, names(kind, namespace))));
      return Optional.empty();
    }
    if (ref.sectionName() != null && !rules(key).contains(ref.sectionName())) {
      diagnostics.error(
          LimitReason.RULE_NOT_FOUND,
          field + ".sectionName",
          "GatewayRoute "
              + key
              + " has no rule named "
              + PlainText.quote(ref.sectionName())
              + "; "
              + (rules(key).isEmpty()
                  ? "none of its rules has a name: give the one that is meant a name"
                  : NearestName.hint(ref.sectionName(), rules(key))));
      return Optional.empty();
    }
    return Optional.of(
        new Target(
            field,
            key,
            switch (kind) {
              case DataPlane -> new LimitTarget.Plane();
              case ServiceBackend -> new LimitTarget.Backend(key);
              case GatewayRoute ->
                  ref.sectionName() == null
                      ? new LimitTarget.Route(key)
                      : new LimitTarget.Rule(key, ref.sectionName());
            }));
  }

  private static Predicate<ObjectKey> called(String name) {
    return key -> key.name().equals(name);
  }

  private boolean exists(TargetKind kind, ObjectKey key) {
    return all(kind).contains(key);
  }

  private List<String> names(TargetKind kind, String namespace) {
    return all(kind).stream()
        .filter(key -> key.namespace().equals(namespace))
        .map(ObjectKey::name)
        .sorted()
        .toList();
  }

  private Set<ObjectKey> all(TargetKind kind) {
    return switch (kind) {
      case GatewayRoute -> routes.keySet();
      case ServiceBackend -> backends;
      case DataPlane -> dataPlanes;
    };
  }

  /** Those with a name: a position is no name, for it changes with the rules before it. */
  private List<String> rules(ObjectKey route) {
    GatewayRouteSpec spec = routes.get(route);
    return spec == null
        ? List.of()
        : spec.rules().stream().map(Rule::name).filter(Objects::nonNull).toList();
  }
}
