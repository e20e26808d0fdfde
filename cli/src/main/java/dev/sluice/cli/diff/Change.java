package dev.sluice.cli.diff;

import java.util.Comparator;
import java.util.Optional;

/**
 * Something that is not as it was.
 *
 * @param subject the requests or the resource that it is about
 * @param text the whole sentence, with the subject
 * @param weakening why it lets more through than before; empty if it does not
 */
public record Change(Kind kind, String subject, String text, Optional<String> weakening)
    implements Comparable<Change> {
  private static final Comparator<Change> ORDER =
      Comparator.comparing(Change::kind)
          .thenComparing(Change::subject)
          .thenComparing(Change::text)
          .thenComparing(change -> change.weakening().orElse(""));

  /** What it is about. */
  public enum Kind {
    DATA_PLANE,
    TRAFFIC,
    NETWORKS,
    BACKEND,
    LIMIT,
    SECRET
  }

  static Change of(Kind kind, String subject, String text) {
    return new Change(kind, subject, text, Optional.empty());
  }

  static Change weakening(Kind kind, String subject, String text, String why) {
    return new Change(kind, subject, text, Optional.of(why));
  }

  public boolean isWeakening() {
    return weakening.isPresent();
  }

  @Override
  public int compareTo(Change other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return weakening.map(why -> "weakening: " + text + ": " + why).orElse(text);
  }
}
