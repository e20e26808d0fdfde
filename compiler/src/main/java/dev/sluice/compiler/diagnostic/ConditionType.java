package dev.sluice.compiler.diagnostic;

/** The conditions that follow from resources alone. */
public enum ConditionType {
  /** Understood, and allowed here. */
  ACCEPTED("Accepted"),
  /** All that it points at exists and may be used. */
  RESOLVED_REFS("ResolvedRefs"),
  /** An edit could not be used and the last good version serves. Reported only while it is so. */
  STALLED("Stalled");

  private final String text;

  ConditionType(String text) {
    this.text = text;
  }

  /** As in {@code type:}. */
  public String text() {
    return text;
  }
}
