package dev.sluice.compiler.resolve;

import dev.sluice.crds.ObjectReference;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which backends hand requests on to which others. Only references that may be followed count, so
 * that nobody makes a circle without the consent of all on it.
 */
final class BackendLinks {
  private final Map<ObjectKey, List<ObjectKey>> followed = new HashMap<>();

  /**
   * @param backends all of them
   * @param permitted whether the first may refer to the second, which may be missing
   */
  BackendLinks(
      Map<ObjectKey, ServiceBackend> backends, BiPredicate<ObjectKey, ObjectKey> permitted) {
    backends.forEach(
        (key, backend) -> {
          List<ObjectKey> links =
              references(backend.getSpec()).stream()
                  .map(reference -> target(key, reference))
                  .filter(to -> permitted.test(key, to))
                  .toList();
          if (!links.isEmpty()) {
            followed.put(key, links);
          }
        });
  }

  /** Every reference of a backend to another, whatever it is for. */
  private static List<ObjectReference> references(@Nullable ServiceBackendSpec spec) {
    List<ObjectReference> references = new ArrayList<>();
    if (spec != null && spec.failover() != null) {
      references.addAll(spec.failover());
    }
    if (spec != null
        && spec.circuitBreaker() != null
        && spec.circuitBreaker().fallback() != null
        && spec.circuitBreaker().fallback().backendRef() != null) {
      references.add(spec.circuitBreaker().fallback().backendRef());
    }
    return references;
  }

  static ObjectKey target(ObjectKey from, ObjectReference reference) {
    return new ObjectKey(
        Objects.requireNonNullElse(reference.namespace(), from.namespace()),
        Objects.requireNonNullElse(reference.name(), ""));
  }

  /**
   * The shortest way that a request could take from a backend over one that it refers to and back,
   * both ends included; empty if there is none.
   */
  List<ObjectKey> wayBack(ObjectKey from, ObjectKey over) {
    Map<ObjectKey, ObjectKey> reachedFrom = new HashMap<>();
    Deque<ObjectKey> next = new ArrayDeque<>(List.of(over));
    reachedFrom.put(over, from);
    while (!next.isEmpty()) {
      ObjectKey here = next.remove();
      if (here.equals(from)) {
        return way(from, over, reachedFrom);
      }
      for (ObjectKey there : followed.getOrDefault(here, List.of())) {
        if (reachedFrom.putIfAbsent(there, here) == null) {
          next.add(there);
        }
      }
    }
    return List.of();
  }

  private static List<ObjectKey> way(
      ObjectKey from, ObjectKey over, Map<ObjectKey, ObjectKey> reachedFrom) {
    List<ObjectKey> way = new ArrayList<>(List.of(from));
    ObjectKey here = from;
    while (!here.equals(over)) {
      here = Objects.requireNonNull(reachedFrom.get(here));
      way.add(here);
    }
    way.add(from);
    Collections.reverse(way);
    return way;
  }
}
