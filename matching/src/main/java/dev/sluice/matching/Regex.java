package dev.sluice.matching;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression in RE2 syntax, matched against whole texts in time that grows with the text
 * alone. {@code .} stands for line ends too, which no header, query or path should smuggle past.
 */
public final class Regex {
  /** Longer ones are refused. */
  public static final int MAX_LENGTH = 1_024;

  private final Pattern pattern;

  private Regex(Pattern pattern) {
    this.pattern = pattern;
  }

  /** A pattern as a user wrote it: usable or not. */
  public sealed interface Parsed {
    record Valid(Regex regex) implements Parsed {}

    /**
     * @param cause to be read after the pattern: what is wrong, and where
     */
    record Invalid(String cause) implements Parsed {}
  }

  public static Parsed parse(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      return new Parsed.Invalid("is longer than " + MAX_LENGTH + " characters");
    }
    try {
      return new Parsed.Valid(new Regex(Pattern.compile(pattern, Pattern.DOTALL)));
    } catch (PatternSyntaxException e) {
      return new Parsed.Invalid("is no regular expression: " + e.getDescription());
    }
  }

  /**
   * @throws IllegalArgumentException if the pattern is none; the compiler has seen to that
   */
  static Regex of(String pattern) {
    return switch (parse(pattern)) {
      case Parsed.Valid(Regex regex) -> regex;
      case Parsed.Invalid(String cause) ->
          throw new IllegalArgumentException(pattern + " " + cause);
    };
  }

  public boolean matches(String text) {
    return pattern.matches(text);
  }

  /** As it was written. */
  public String pattern() {
    return pattern.pattern();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regex that && pattern().equals(that.pattern());
  }

  @Override
  public int hashCode() {
    return pattern().hashCode();
  }

  @Override
  public String toString() {
    return pattern();
  }
}
