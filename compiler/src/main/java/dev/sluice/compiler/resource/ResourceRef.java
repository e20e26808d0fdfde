package dev.sluice.compiler.resource;

import dev.sluice.snapshot.ObjectKey;
import java.util.Comparator;

/** Which resource. */
public record ResourceRef(ResourceKind kind, ObjectKey key) implements Comparable<ResourceRef> {
  private static final Comparator<ResourceRef> ORDER =
      Comparator.comparing(ResourceRef::kind).thenComparing(ResourceRef::key);

  @Override
  public int compareTo(ResourceRef other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind.text() + " " + key;
  }
}
