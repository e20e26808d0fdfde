package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.BackendRef;
import dev.sluice.crds.ObjectReference;
import dev.sluice.crds.RequestMirror;
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
    obstacle.ifPresent(
        reason ->
            report(
                reason, backend, field, "until then its share of requests is answered with 500"));
    return target(backend, weight, obstacle);
  }

  /** A filter's target. That it cannot be used costs the copies and nothing else. */
  ResolvedMirror mirror(RequestMirror mirror, String field) {
    ObjectReference ref = mirror.backendRef();
    ObjectKey backend =
        new ObjectKey(
            ref == null || ref.namespace() == null ? namespace : ref.namespace(),
            ref == null || ref.name() == null ? "" : ref.name());
    Optional<RouteReason> obstacle = obstacle(backend);
    obstacle.ifPresent(
        reason -> report(reason, backend, field + ".backendRef", "until then nothing is mirrored"));
    return new ResolvedMirror(
        target(backend, 1, obstacle),
        Percent.of(mirror.percent(), field + ".percent", diagnostics));
  }

  /** A rule that was served before, its targets judged as of now. */
  ResolvedRule.LastGood lastGood(RouteRule rule) {
    List<WeightedTarget> before =
        switch (rule.action()) {
          case RouteAction.Forward forward -> forward.targets();
          case RouteAction.Respond respond -> List.of();
          case RouteAction.Redirect redirect -> List.of();
        };
    return new ResolvedRule.LastGood(
        rule,
        before.stream().map(weighted -> again(weighted.target(), weighted.weight())).toList(),
        rule.mirror()
            .map(mirror -> new ResolvedMirror(again(mirror.target(), 1), mirror.percent())));
  }

  private ResolvedTarget again(Target before, int weight) {
    ObjectKey backend =
        switch (before) {
          case Target.Backend(ObjectKey key) -> key;
          case Target.Unresolved(ObjectKey key, String reason) -> key;
        };
    return target(backend, weight, obstacle(backend));
  }

  private static ResolvedTarget target(
      ObjectKey backend, int weight, Optional<RouteReason> obstacle) {
    return obstacle
        .<ResolvedTarget>map(reason -> new ResolvedTarget.Unusable(backend, weight, reason))
        .orElseGet(() -> new ResolvedTarget.Usable(backend, weight));
  }

  private Optional<RouteReason> obstacle(ObjectKey backend) {
    Optional<ResourceIndex.BackendTerms> terms = surroundings.backend(backend);
    if (terms.isEmpty()) {
      // Whether another namespace has such a backend is for those to know whom it allows.
      return Optional.of(
          backend.namespace().equals(namespace)
              ? RouteReason.BACKEND_NOT_FOUND
              : RouteReason.REF_NOT_PERMITTED);
    }
    if (!surroundings.consents(terms.get().consent(), backend.namespace(), namespace)) {
      return Optional.of(RouteReason.REF_NOT_PERMITTED);
    }
    return switch (terms.get().service()) {
      case NOT_NAMED, FOUND -> Optional.empty();
      case NO_SERVICE -> Optional.of(RouteReason.SERVICE_NOT_FOUND);
      case NO_PORT -> Optional.of(RouteReason.PORT_NOT_FOUND);
      case EXTERNAL_NAME -> Optional.of(RouteReason.EXTERNAL_NAME_REFUSED);
    };
  }

  private void report(RouteReason reason, ObjectKey backend, String field, String meanwhile) {
    String named = "the ServiceBackend " + PlainText.quote(backend.name());
    boolean notPermitted = reason == RouteReason.REF_NOT_PERMITTED;
    String cause =
        switch (reason) {
          case BACKEND_NOT_FOUND ->
              "there is no ServiceBackend "
                  + PlainText.quote(backend.name())
                  + " in namespace "
                  + PlainText.quote(backend.namespace())
                  + ": create it or correct the name";
          case REF_NOT_PERMITTED -> notPermitted(backend);
          case SERVICE_NOT_FOUND ->
              named + " names a Service that does not exist: create it or correct the backend";
          case PORT_NOT_FOUND ->
              named + " names a port that its Service does not have: correct one of the two";
          default -> named + " names a Service of type ExternalName, which is refused: replace it";
        };
    diagnostics.error(
        reason, field + (notPermitted ? ".namespace" : ".name"), cause + "; " + meanwhile);
  }

  private String notPermitted(ObjectKey backend) {
    if (backend.namespace().equals(namespace)) {
      return "the ServiceBackend "
          + PlainText.quote(backend.name())
          + " does not allow routes of its own namespace: correct its spec.allowedRoutes";
    }
    return "namespace "
        + PlainText.quote(backend.namespace())
        + " has no ServiceBackend "
        + PlainText.quote(backend.name())
        + " that allows routes of namespace "
        + PlainText.quote(namespace)
        + ": correct the reference, or let the owner of that backend add the namespace to its"
        + " spec.allowedRoutes";
  }
}
