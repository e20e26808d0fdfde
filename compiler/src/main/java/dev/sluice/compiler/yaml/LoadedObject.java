package dev.sluice.compiler.yaml;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;

/** A resource, and where it stands. */
public record LoadedObject(HasMetadata object, Path file, FieldLines lines) {

  public String kind() {
    return object.getKind();
  }

  public String namespace() {
    return object.getMetadata().getNamespace() == null ? "" : object.getMetadata().getNamespace();
  }

  public String name() {
    return object.getMetadata().getName();
  }

  /** Kind, namespace and name: what may stand only once. */
  Identity identity() {
    return new Identity(kind(), namespace(), name());
  }

  /** What makes an object the same as another. */
  record Identity(String kind, String namespace, String name) {}

  /** A problem at a field of this object. */
  public Problem problem(Problem.Severity severity, String field, String message) {
    return new Problem(severity, file, lines.of(field), kind() + "/" + name(), field, message);
  }
}
