package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.ObjectReference;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * References of one ServiceBackend to others: do they exist, do they allow it, and does no request
 * come back that way. Those who use the backend need no consent of the others: its owner has it.
 */
final class BackendReferences {
  private final ObjectKey from;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;
  private int refused;

  BackendReferences(ObjectKey from, Surroundings surroundings, Diagnostics diagnostics) {
    this.from = from;
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  ObjectKey target(ObjectReference reference) {
    return BackendLinks.target(from, reference);
  }

  /**
   * The backend referred to, if requests may be handed on to it; otherwise the reason is told.
   *
   * @param field of the reference, such as {@code spec.failover[0]}
   * @param meanwhile what happens until it is mended, such as "until then it is passed over"
   */
  Optional<ObjectKey> resolve(ObjectReference reference, String field, String meanwhile) {
    ObjectKey to = target(reference);
    Optional<BackendReason> obstacle = obstacle(to);
    if (obstacle.isEmpty()) {
      return Optional.of(to);
    }
    BackendReason reason = obstacle.get();
    diagnostics.error(
        reason,
        field + (reason == BackendReason.REF_NOT_PERMITTED ? ".namespace" : ".name"),
        why(reason, to) + "; " + meanwhile);
    refused++;
    return Optional.empty();
  }

  /** How many were told to be unusable. Each is left out, and the rest serves as written. */
  int refused() {
    return refused;
  }

  /** Whether one that was followed before may still be: nothing is told. */
  boolean holds(ObjectKey to) {
    return obstacle(to).isEmpty();
  }

  private Optional<BackendReason> obstacle(ObjectKey to) {
    if (to.equals(from)) {
      return Optional.of(BackendReason.CIRCULAR_REFERENCE);
    }
    Optional<ResourceIndex.BackendTerms> terms = surroundings.backend(to);
    if (terms.isEmpty()) {
      // Whether another namespace has such a backend is for those to know whom it allows.
      return Optional.of(
          to.namespace().equals(from.namespace())
              ? BackendReason.BACKEND_NOT_FOUND
              : BackendReason.REF_NOT_PERMITTED);
    }
    if (!surroundings.consents(terms.get().consent(), to.namespace(), from.namespace())) {
      return Optional.of(BackendReason.REF_NOT_PERMITTED);
    }
    return surroundings.wayBack(from, to).isEmpty()
        ? Optional.empty()
        : Optional.of(BackendReason.CIRCULAR_REFERENCE);
  }

  private String why(BackendReason reason, ObjectKey to) {
    String name = PlainText.quote(to.name());
    return switch (reason) {
      case BACKEND_NOT_FOUND ->
          "there is no ServiceBackend "
              + name
              + " in namespace "
              + PlainText.quote(to.namespace())
              + ": create it or correct the name";
      case REF_NOT_PERMITTED -> notPermitted(name, to);
      default ->
          to.equals(from)
              ? "a backend cannot refer to itself: name another ServiceBackend"
              : "leads back to this backend, "
                  + told(surroundings.wayBack(from, to))
                  + ": take one of these references away";
    };
  }

  private String notPermitted(String name, ObjectKey to) {
    if (to.namespace().equals(from.namespace())) {
      return "the ServiceBackend "
          + name
          + " does not allow references of its own namespace: correct its spec.allowedRoutes";
    }
    return "namespace "
        + PlainText.quote(to.namespace())
        + " has no ServiceBackend "
        + name
        + " that allows references from namespace "
        + PlainText.quote(from.namespace())
        + ": correct the reference, or let the owner of that backend add the namespace to its"
        + " spec.allowedRoutes";
  }

  private static String told(List<ObjectKey> way) {
    return way.stream()
        .map(key -> PlainText.quote(key.toString()))
        .collect(Collectors.joining(" to "));
  }
}
