package dev.sluice.compiler.resource;

import dev.sluice.snapshot.ObjectKey;

/** Which resource. */
public record ResourceRef(ResourceKind kind, ObjectKey key) implements Comparable<ResourceRef> {
  @Override
  public int compareTo(ResourceRef other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : key.compareTo(other.key);
  }

  @Override
  public String toString() {
    return kind.text() + " " + key;
  }
}
