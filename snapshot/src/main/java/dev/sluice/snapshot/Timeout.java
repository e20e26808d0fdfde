package dev.sluice.snapshot;

import java.time.Duration;

/** A time limit, or the statement that there is none: never 0, -1 or null. */
public sealed interface Timeout {
  Timeout NONE = new None();

  static Timeout after(Duration duration) {
    return new After(duration.toMillis());
  }

  record None() implements Timeout {}

  /**
   * @param millis 1 or more
   */
  record After(long millis) implements Timeout {
    public After {
      if (millis < 1) {
        throw new IllegalArgumentException("a timeout is at least 1 ms, not " + millis);
      }
    }
  }
}
