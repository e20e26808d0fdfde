package dev.sluice.compiler.yaml;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;

/**
 * A resource, and where it stands.
 *
 * @param file empty for one that comes from a cluster
 */
public record LoadedObject(HasMetadata object, Path file, FieldLines lines) {
  private static final Path NO_FILE = Path.of("");

  /** One that stands in no file. */
  public static LoadedObject ofCluster(HasMetadata object) {
    return new LoadedObject(object, NO_FILE, new FieldLines(0));
  }

  /** {@code file:line} where the object begins; {@code cluster} for one that is in no file. */
  public String place() {
    return file.equals(NO_FILE) ? "cluster" : file + ":" + lines.of("");
  }

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
  public Identity identity() {
    return new Identity(kind(), namespace(), name());
  }

  /** What makes an object the same as another. */
  public record Identity(String kind, String namespace, String name) {
    /** {@code kind/name}, as in problems. */
    @Override
    public String toString() {
      return kind + "/" + name;
    }
  }

  /** A problem at a field of this object. */
  public Problem problem(Problem.Severity severity, String field, String message) {
    // In a file the place says which; a cluster has many of one name.
    String subject = file.equals(NO_FILE) ? namespace() + "/" + name() : name();
    return new Problem(severity, file, lines.of(field), kind() + "/" + subject, field, message);
  }
}
