package dev.sluice.collect;

import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.snapshot.ObjectKey;

/** What an event in the cluster means for the operator. */
public sealed interface Change {

  /** Something that routes, backends or data planes are compiled from. */
  record Configuration() implements Change {}

  /** Pods of a Service came or went: nothing is compiled for that. */
  record Endpoints(ObjectKey service) implements Change {}

  /** Only the status, or something that nobody compiles, changed. Own writes come back as this. */
  record Status(ResourceRef resource) implements Change {}
}
