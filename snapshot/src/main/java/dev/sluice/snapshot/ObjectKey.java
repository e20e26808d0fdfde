package dev.sluice.snapshot;

import java.util.Comparator;

/**
 * The identity of an object: namespace and name, kept apart so that {@code a/b-c} and {@code a-b/c}
 * can never meet in one joined string.
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }

  /** For people only: logs, metric labels, messages. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
