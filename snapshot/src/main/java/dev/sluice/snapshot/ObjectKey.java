package dev.sluice.snapshot;

/**
 * The identity of an object: namespace and name, kept apart so that {@code a/b-c} and {@code a-b/c}
 * can never meet in one joined string.
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
  // Written out, since every compile and every build sorts thousands of these.
  @Override
  public int compareTo(ObjectKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  // As the record would do it; written out since keys are what everything is found by.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof ObjectKey that
            && name.equals(that.name)
            && namespace.equals(that.namespace));
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  /** For people only: logs, metric labels, messages. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
