package dev.sluice.compiler;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Which version of an object's content was judged. */
final class Generation {
  private Generation() {}

  /** 0 for an object that never was in a cluster. */
  static long of(HasMetadata object) {
    Long generation = object.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }
}
