package dev.sluice.snapshot;

import java.util.Comparator;

/** What a section is about: the unit in which changes travel and refusals are reported. */
public record SectionKey(SectionKind kind, ObjectKey object) implements Comparable<SectionKey> {
  private static final Comparator<SectionKey> ORDER =
      Comparator.comparing(SectionKey::kind).thenComparing(SectionKey::object);

  @Override
  public int compareTo(SectionKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind + " " + object;
  }
}
