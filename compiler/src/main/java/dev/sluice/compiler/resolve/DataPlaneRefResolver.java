package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.ObjectReference;
import dev.sluice.snapshot.ObjectKey;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which data planes a route asks for, and whether they take it. */
final class DataPlaneRefResolver {
  private final String namespace;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  DataPlaneRefResolver(String namespace, Surroundings surroundings, Diagnostics diagnostics) {
    this.namespace = namespace;
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  /**
   * @param diagnostic why the data plane does not take the route
   */
  record Ref(ObjectKey dataPlane, Optional<Diagnostic> diagnostic) {}

  /** Sorted by data plane, each once. */
  List<Ref> resolve(List<ObjectReference> refs) {
    if (refs.isEmpty()) {
      return surroundings.defaultDataPlane().map(this::atDefault).orElseGet(this::nowhere);
    }
    Map<ObjectKey, Ref> resolved = new LinkedHashMap<>();
    for (int i = 0; i < refs.size(); i++) {
      ObjectReference ref = refs.get(i);
      ObjectKey key =
          new ObjectKey(
              Objects.requireNonNullElse(ref.namespace(), namespace),
              Objects.requireNonNullElse(ref.name(), ""));
      if (!resolved.containsKey(key)) {
        resolved.put(key, resolve(key, "spec.dataPlaneRefs[" + i + "]"));
      }
    }
    return resolved.values().stream().sorted(Comparator.comparing(Ref::dataPlane)).toList();
  }

  private List<Ref> atDefault(ObjectKey dataPlane) {
    return List.of(resolve(dataPlane, "spec.dataPlaneRefs"));
  }

  private List<Ref> nowhere() {
    diagnostics.error(
        RouteReason.NO_DATA_PLANE,
        "spec.dataPlaneRefs",
        "is empty and no DataPlane has spec.default: true, so that nothing serves this route; name"
            + " one");
    return List.of();
  }

  private Ref resolve(ObjectKey dataPlane, String field) {
    Optional<Consent> consent = surroundings.dataPlane(dataPlane);
    String name =
        PlainText.quote(dataPlane.name())
            + " in namespace "
            + PlainText.quote(dataPlane.namespace());
    if (consent.isEmpty()) {
      return refused(
          dataPlane,
          RouteReason.DATA_PLANE_NOT_FOUND,
          field,
          "there is no DataPlane " + name + "; create it or correct the reference");
    }
    if (!surroundings.consents(consent.get(), dataPlane.namespace(), namespace)) {
      return refused(
          dataPlane,
          RouteReason.NOT_ALLOWED_BY_DATA_PLANE,
          field,
          "the DataPlane "
              + name
              + " does not allow routes of namespace "
              + PlainText.quote(namespace)
              + "; let its owner add the namespace to spec.allowedRoutes");
    }
    return new Ref(dataPlane, Optional.empty());
  }

  private Ref refused(ObjectKey dataPlane, RouteReason reason, String field, String message) {
    return new Ref(dataPlane, Optional.of(diagnostics.error(reason, field, message)));
  }
}
