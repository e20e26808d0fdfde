package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.HeaderChoice;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyLayers;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.PolicyValue;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SecurityHeader;
import dev.sluice.snapshot.SecurityHeaders;
import dev.sluice.snapshot.SecurityPreset;
import dev.sluice.snapshot.UploadRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The layers of a data plane around those of a route: built in &lt; defaults &lt; route &lt; rule
 * &lt; overrides, setting by setting.
 */
record PlanePolicies(PolicyLayer defaults, PolicyLayer overrides) {
  /** Reads both; what is wrong is said in the diagnostics of the DataPlane. */
  static PlanePolicies read(ObjectKey dataPlane, PolicyLayers layers, Diagnostics diagnostics) {
    return new PlanePolicies(
        read(dataPlane, layers.defaults(), "spec.defaults", diagnostics),
        read(dataPlane, layers.overrides(), "spec.overrides", diagnostics));
  }

  /** Reads what was judged before; what the DataPlane got wrong is told at the DataPlane. */
  static PlanePolicies read(ObjectKey dataPlane, PolicyLayers layers) {
    return read(
        dataPlane, layers, new Diagnostics(new ResourceRef(ResourceKind.DATA_PLANE, dataPlane)));
  }

  private static PolicyLayer read(
      ObjectKey dataPlane, List<PolicyValue> written, String prefix, Diagnostics diagnostics) {
    return PolicyLayer.read(
        written,
        new PolicyLayer.Place(ResourceKind.DATA_PLANE, dataPlane, prefix),
        kind -> DataPlaneReason.INVALID_POLICY,
        diagnostics);
  }

  /**
   * @param said by the route and the rule, the later over the earlier
   */
  RoutePolicies around(List<PolicyLayer> said) {
    List<PolicyLayer> layers = new ArrayList<>();
    layers.add(defaults);
    layers.addAll(said);
    if (overrides.values().isEmpty()
        && overrides.broken().isEmpty()
        && defaults.broken().isEmpty()
        && layers.stream().allMatch(layer -> layer.values().isEmpty())) {
      return RoutePolicies.DEFAULT;
    }
    return new Stack(layers, overrides).effective();
  }

  /** What holds whatever a route says. */
  RoutePolicies ofOverrides() {
    return new PlanePolicies(new PolicyLayer(Map.of(), Set.of()), overrides).around(List.of());
  }

  /**
   * All that is said of a rule.
   *
   * @param layers the stronger behind the weaker
   */
  private record Stack(List<PolicyLayer> layers, PolicyLayer overrides) {
    RoutePolicies effective() {
      long longest = get(PolicySettings.BACKOFF_MAX);
      return new RoutePolicies(
          new RouteTimeouts(
              get(PolicySettings.REQUEST_TIMEOUT),
              get(PolicySettings.BACKEND_TIMEOUT),
              get(PolicySettings.IDLE_TIMEOUT)),
          new RetryPolicy(
              get(PolicySettings.RETRY_ATTEMPTS),
              get(PolicySettings.RETRY_ON),
              get(PolicySettings.RETRY_CODES),
              get(PolicySettings.RETRY_METHODS),
              // One layer may give the first wait and another the longest.
              Math.min(get(PolicySettings.BACKOFF_BASE), longest),
              longest,
              get(PolicySettings.HONOUR_RETRY_AFTER),
              get(PolicySettings.MAX_REPLAY_BYTES)),
          get(PolicySettings.HEDGE),
          limits(),
          new AccessPolicies(
              isUnderstood() ? get(PolicySettings.AUTH) : Authentication.CLOSED,
              get(PolicySettings.AUTHORIZATION),
              get(PolicySettings.IP_ACCESS),
              get(PolicySettings.CORS),
              securityHeaders()),
          origins());
    }

    private RequestLimits limits() {
      BodyRules bodies =
          new BodyRules(layers.getFirst(), layers.subList(1, layers.size()), overrides);
      List<String> types = get(PolicySettings.CONTENT_TYPES);
      return new RequestLimits(
          get(PolicySettings.MAX_BODY_BYTES),
          get(PolicySettings.MAX_HEADER_BYTES),
          types,
          get(PolicySettings.BODY_SCHEMA),
          bodies.upload()
              ? new UploadRules.Bounded(
                  get(PolicySettings.UPLOAD_PARTS),
                  get(PolicySettings.UPLOAD_PART_BYTES),
                  get(PolicySettings.UPLOAD_TYPES))
              : UploadRules.NONE,
          bodies.others(types));
    }

    private SecurityHeaders securityHeaders() {
      SortedMap<SecurityHeader, HeaderChoice> said = new TreeMap<>();
      PolicySettings.SECURITY_HEADERS.forEach(
          (header, setting) -> get(setting).ifPresent(choice -> said.put(header, choice)));
      return new SecurityHeaders(get(PolicySettings.SECURITY_PRESET), said);
    }

    /**
     * Who has a say in a setting, the stronger behind the weaker. The preset of an override is the
     * least that is asked of browsers: nobody has who says less of a header that it sets.
     */
    private List<PolicyLayer> layersOf(PolicySetting<?> setting) {
      if (setting == PolicySettings.AUTHORIZATION) {
        return notOpened();
      }
      Optional<SecurityPreset> least = overrides.get(PolicySettings.SECURITY_PRESET);
      if (least.isEmpty()) {
        return layers;
      }
      for (var each : PolicySettings.SECURITY_HEADERS.entrySet()) {
        if (each.getValue() == setting && !suffices(each.getKey(), each.getValue(), least.get())) {
          return List.of();
        }
      }
      return layers;
    }

    /**
     * Who lets everybody in does not ask what they are: a rule with {@code public: true} has not
     * the {@code authorization} of its route, nor a route that of the defaults. What the same place
     * or a stronger one asks still stands, and is told as the contradiction that it is.
     */
    private List<PolicyLayer> notOpened() {
      if (get(PolicySettings.AUTH) instanceof Authentication.Public) {
        for (int i = layers.size() - 1; i > 0; i--) {
          if (layers.get(i).get(PolicySettings.AUTH).isPresent()) {
            return layers.subList(i, layers.size());
          }
        }
      }
      return layers;
    }

    private boolean suffices(
        SecurityHeader header,
        PolicySetting<Optional<HeaderChoice>> setting,
        SecurityPreset least) {
      return layers.reversed().stream()
          .flatMap(layer -> layer.get(setting).stream())
          .findFirst()
          .flatMap(choice -> choice)
          .map(choice -> HeaderStrength.suffices(header, choice, least))
          .orElse(true);
    }

    /**
     * Whether all is understood that may keep clients out. A data plane whose very first version
     * has a mistake there lets nobody pass, rather than everybody.
     */
    private boolean isUnderstood() {
      for (PolicySetting<?> setting : PolicySettings.OF_ACCESS) {
        boolean replaced =
            layers.stream().skip(1).anyMatch(layer -> layer.values().containsKey(setting));
        if (overrides.broken().contains(setting)
            || (layers.getFirst().broken().contains(setting) && !replaced)) {
          return false;
        }
      }
      return true;
    }

    private <V> V get(PolicySetting<V> setting) {
      V said = said(setting);
      return overrides
          .get(setting)
          .map(override -> setting.layering().over(override, said))
          .orElse(said);
    }

    private <V> V said(PolicySetting<V> setting) {
      return layersOf(setting).reversed().stream()
          .flatMap(layer -> layer.get(setting).stream())
          .findFirst()
          .orElse(setting.builtIn());
    }

    private <V> boolean prevails(PolicySetting<V> setting) {
      return overrides
          .get(setting)
          .map(override -> setting.layering().prevails(override, said(setting)))
          .orElse(false);
    }

    private List<PolicyOrigin> origins() {
      List<PolicyOrigin> origins = new ArrayList<>();
      for (PolicySetting<?> setting : PolicySettings.ALL) {
        Optional<PolicyOrigin> override =
            prevails(setting) ? origin(setting, List.of(overrides)) : Optional.empty();
        override.ifPresent(origins::add);
        if (override.isEmpty() || setting.layering().keepsBoth()) {
          origin(setting, layersOf(setting).reversed()).ifPresent(origins::add);
        }
      }
      return origins;
    }

    private static Optional<PolicyOrigin> origin(
        PolicySetting<?> setting, List<PolicyLayer> strongestFirst) {
      return strongestFirst.stream()
          .flatMap(layer -> Stream.ofNullable(layer.values().get(setting)))
          .map(PolicyLayer.Given::origin)
          .findFirst();
    }
  }
}
