package dev.sluice.compiler.resource;

import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/** Who an object is. */
public final class ObjectKeys {
  private static final String DEFAULT_NAMESPACE = "default";

  private ObjectKeys() {}

  /** As kubectl does, an object without namespace belongs to {@code default}. */
  public static ObjectKey of(HasMetadata object) {
    return new ObjectKey(
        Objects.requireNonNullElse(object.getMetadata().getNamespace(), DEFAULT_NAMESPACE),
        Objects.requireNonNullElse(object.getMetadata().getName(), ""));
  }
}
