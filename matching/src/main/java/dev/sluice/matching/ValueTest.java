package dev.sluice.matching;

import dev.sluice.snapshot.ValueMatch;
import org.jspecify.annotations.Nullable;

/** A {@link ValueMatch}, compiled. */
public sealed interface ValueTest {
  /**
   * @param value null if there is none
   */
  boolean holds(@Nullable String value);

  /** To be read after the name of the field. */
  String text();

  /** The same characters. */
  record Exact(String wanted) implements ValueTest {
    @Override
    public boolean holds(@Nullable String value) {
      return wanted.equals(value);
    }

    @Override
    public String text() {
      return "is \"" + wanted + "\"";
    }
  }

  /** The whole value. */
  record Matches(Regex regex) implements ValueTest {
    @Override
    public boolean holds(@Nullable String value) {
      return value != null && regex.matches(value);
    }

    @Override
    public String text() {
      return "matches " + regex;
    }
  }

  /** There, be it empty. */
  record Present() implements ValueTest {
    @Override
    public boolean holds(@Nullable String value) {
      return value != null;
    }

    @Override
    public String text() {
      return "is present";
    }
  }

  /** Not there. */
  record Absent() implements ValueTest {
    @Override
    public boolean holds(@Nullable String value) {
      return value == null;
    }

    @Override
    public String text() {
      return "is absent";
    }
  }

  /**
   * @throws IllegalArgumentException if a pattern is none
   */
  static ValueTest of(ValueMatch match) {
    return switch (match) {
      case ValueMatch.Exact(String value) -> new Exact(value);
      case ValueMatch.Regex(String pattern) -> new Matches(Regex.of(pattern));
      case ValueMatch.Present present -> new Present();
      case ValueMatch.Absent absent -> new Absent();
    };
  }
}
