package dev.sluice.snapshot;

/** A set of values for {@link SecurityHeader}s. */
public enum SecurityPreset {
  /** None of them. */
  DISABLED("Disabled"),
  /** What breaks no site that works. */
  BASIC("Basic"),
  /** For a site that is made for it: nothing from elsewhere, nothing told to others, no frames. */
  STRICT("Strict");

  private final String text;

  SecurityPreset(String text) {
    this.text = text;
  }

  /** As users write it. */
  public String text() {
    return text;
  }
}
