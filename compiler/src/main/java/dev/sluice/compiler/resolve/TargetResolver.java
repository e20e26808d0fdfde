package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.BackendRef;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** References to backends: do they exist, and may this route use them. */
final class TargetResolver {
  private static final int MAX_WEIGHT = 1_000_000;

  private final String namespace;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  TargetResolver(String namespace, Surroundings surroundings, Diagnostics diagnostics) {
    this.namespace = namespace;
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  List<ResolvedTarget> resolve(List<BackendRef> refs, String field) {
    List<ResolvedTarget> targets = new ArrayList<>();
    for (int i = 0; i < refs.size(); i++) {
      targets.add(resolve(refs.get(i), field + "[" + i + "]"));
    }
    if (!targets.isEmpty() && targets.stream().allMatch(target -> target.weight() == 0)) {
      diagnostics.warning(
          RouteReason.NO_WEIGHT,
          field,
          "every weight is 0, so that requests are answered with 500; give one a weight above 0");
    }
    return targets;
  }

  private ResolvedTarget resolve(BackendRef ref, String field) {
    ObjectKey backend =
        new ObjectKey(
            Objects.requireNonNullElse(ref.namespace(), namespace),
            Objects.requireNonNullElse(ref.name(), ""));
    int weight = Objects.requireNonNullElse(ref.weight(), 1);
    if (weight < 0 || weight > MAX_WEIGHT) {
      diagnostics.error(
          RouteReason.INVALID_WEIGHT,
          field + ".weight",
          weight + " is no weight; give a number from 0 to " + MAX_WEIGHT);
    }
    Optional<RouteReason> obstacle = obstacle(backend);
    obstacle.ifPresent(reason -> report(reason, backend, field));
    return target(backend, weight, obstacle);
  }

  /** The targets of a rule that was served before, judged as of now. */
  List<ResolvedTarget> again(RouteRule rule) {
    List<WeightedTarget> before =
        switch (rule.action()) {
          case RouteAction.Forward(List<WeightedTarget> targets) -> targets;
          case RouteAction.Respond respond -> List.of();
        };
    return before.stream()
        .map(
            weighted -> {
              ObjectKey backend =
                  switch (weighted.target()) {
                    case Target.Backend(ObjectKey key) -> key;
                    case Target.Unresolved(ObjectKey key, String reason) -> key;
                  };
              return target(backend, weighted.weight(), obstacle(backend));
            })
        .toList();
  }

  private static ResolvedTarget target(
      ObjectKey backend, int weight, Optional<RouteReason> obstacle) {
    return obstacle
        .<ResolvedTarget>map(reason -> new ResolvedTarget.Unusable(backend, weight, reason))
        .orElseGet(() -> new ResolvedTarget.Usable(backend, weight));
  }

  private Optional<RouteReason> obstacle(ObjectKey backend) {
    Optional<Consent> consent = surroundings.backend(backend);
    if (consent.isEmpty()) {
      return Optional.of(RouteReason.BACKEND_NOT_FOUND);
    }
    return surroundings.consents(consent.get(), backend.namespace(), namespace)
        ? Optional.empty()
        : Optional.of(RouteReason.REF_NOT_PERMITTED);
  }

  private void report(RouteReason reason, ObjectKey backend, String field) {
    String name = PlainText.quote(backend.name());
    String message =
        reason == RouteReason.BACKEND_NOT_FOUND
            ? "there is no ServiceBackend "
                + name
                + " in namespace "
                + PlainText.quote(backend.namespace())
                + "; its share of requests is answered with 500: create it or correct the name"
            : "the ServiceBackend "
                + name
                + " does not allow routes of namespace "
                + PlainText.quote(namespace)
                + "; its share of requests is answered with 500: let its owner add the namespace"
                + " to spec.allowedRoutes";
    diagnostics.error(
        reason,
        field + (reason == RouteReason.REF_NOT_PERMITTED ? ".namespace" : ".name"),
        message);
  }
}
