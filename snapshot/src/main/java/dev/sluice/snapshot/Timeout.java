package dev.sluice.snapshot;

import java.time.Duration;

/** A time limit, or the statement that there is none: never 0, -1 or null. */
public sealed interface Timeout {
  Timeout NONE = new None();

  static Timeout after(Duration duration) {
    return new After(duration.toMillis());
  }

  /** In the largest unit that says it exactly, as resources do. */
  static String text(long millis) {
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  record None() implements Timeout {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * @param millis 1 or more
   */
  record After(long millis) implements Timeout {
    public After {
      if (millis < 1) {
        throw new IllegalArgumentException("a timeout is at least 1 ms, not " + millis);
      }
    }

    @Override
    public String toString() {
      return text(millis);
    }
  }
}
