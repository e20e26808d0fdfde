package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.snapshot.ObjectKey;

/** A backend reference, followed. */
public sealed interface ResolvedTarget {
  ObjectKey backend();

  int weight();

  /** It exists and the route may use it. */
  record Usable(ObjectKey backend, int weight) implements ResolvedTarget {}

  record Unusable(ObjectKey backend, int weight, RouteReason reason) implements ResolvedTarget {}
}
