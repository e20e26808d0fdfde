package dev.sluice.snapshot;

/** How the value of a header field, a query parameter or a cookie is matched. */
public sealed interface ValueMatch {
  /** The same characters. */
  record Exact(String value) implements ValueMatch {}

  /**
   * The whole value, by a linear-time engine.
   *
   * @param pattern in RE2 syntax
   */
  record Regex(String pattern) implements ValueMatch {}

  /** There, whatever its value. */
  record Present() implements ValueMatch {}

  record Absent() implements ValueMatch {}
}
