package dev.sluice.matching;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in RE2 syntax, matched against whole texts in time that grows with the text
 * alone. {@code .} stands for line ends too, which no header, query or path should smuggle past.
 */
public final class Regex {
  /** Longer ones are refused. */
  public static final int MAX_LENGTH = 1_024;

  /**
   * Instructions of the compiled program. Time for a text is at most this times its length, which
   * is what keeps one tenant's pattern from slowing down everybody.
   */
  public static final int MAX_SIZE = 1_000;

  private static final String SYNTAX = "https://github.com/google/re2/wiki/Syntax";

  private static final Parsed TOO_LARGE =
      new Parsed.Invalid(
          "repeats so much that it takes more than "
              + MAX_SIZE
              + " steps for each character; repeat less, or use + or * in place of counts");

  private final Pattern pattern;
  private final String literalPrefix;
  private final @Nullable RegexAutomaton automaton;

  private Regex(Pattern pattern) {
    this.pattern = pattern;
    this.automaton = RegexAutomaton.of(pattern.pattern()).orElse(null);
    this.literalPrefix = RegexPrefix.of(pattern.pattern());
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
    if (RegexSize.of(pattern) > MAX_SIZE) {
      return TOO_LARGE;
    }
    try {
      Pattern compiled = Pattern.compile(pattern, Pattern.DOTALL);
      return compiled.programSize() > MAX_SIZE ? TOO_LARGE : new Parsed.Valid(new Regex(compiled));
    } catch (PatternSyntaxException e) {
      return new Parsed.Invalid("is no regular expression: " + cause(pattern, e));
    }
  }

  private static String cause(String pattern, PatternSyntaxException e) {
    String part = e.getPattern();
    // A closing parenthesis too many is an internal error to RE2/J.
    if (part == null || part.isEmpty() || e.getDescription().contains("internal error")) {
      return "a parenthesis is closed that was not opened; escape it as \\)";
    }
    int at = pattern.indexOf(part);
    String place = at < 0 ? "" : " at character " + (at + 1) + ", \"" + part + "\"";
    String cure =
        e.getDescription().startsWith("invalid or unsupported Perl syntax")
                || e.getDescription().startsWith("invalid escape sequence")
            ? "; RE2 syntax has neither look-around nor back-references, see " + SYNTAX
            : "; see " + SYNTAX;
    return e.getDescription() + place + cure;
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
    if (automaton == null) {
      return text.startsWith(literalPrefix) && pattern.matches(text);
    }
    return switch (automaton.ask(text)) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN -> pattern.matches(text);
    };
  }

  /** The same within what the request may spend. */
  boolean matches(String text, MatchRequest request) {
    if (automaton == null ? text.startsWith(literalPrefix) : !ascii(text)) {
      request.spend((long) text.length() * pattern.programSize());
    } else {
      request.spend(text.length());
    }
    return matches(text);
  }

  private static boolean ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }

  /** What every text that matches starts with, as far as that is plain to see; may be empty. */
  public String literalPrefix() {
    return literalPrefix;
  }

  /** For {@link Substitution}. */
  Pattern compiled() {
    return pattern;
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
