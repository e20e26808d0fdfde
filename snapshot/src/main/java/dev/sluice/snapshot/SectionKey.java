package dev.sluice.snapshot;

/** What a section is about: the unit in which changes travel and refusals are reported. */
public record SectionKey(SectionKind kind, ObjectKey object) implements Comparable<SectionKey> {
  @Override
  public int compareTo(SectionKey other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : object.compareTo(other.object);
  }

  @Override
  public String toString() {
    return kind + " " + object;
  }
}
