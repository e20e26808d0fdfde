package dev.sluice.matching;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression that is looked for anywhere in a text, as JSON Schema does, in time that
 * grows with the text alone. The syntax is that of {@link Regex}, and the escapes of ECMA-262 that
 * RE2 writes in another way; look-around and back-references do not exist.
 */
public final class SearchPattern {
  private final Pattern pattern;

  private SearchPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** A pattern as a user wrote it: usable or not. */
  public sealed interface Parsed {
    record Valid(SearchPattern pattern) implements Parsed {}

    /**
     * @param cause as in {@link Regex.Parsed.Invalid}
     */
    record Invalid(String cause) implements Parsed {}
  }

  public static Parsed parse(String written) {
    // Judged there first, with words for all that can be wrong.
    return switch (Regex.parse(translated(written))) {
      case Regex.Parsed.Invalid(String cause) -> new Parsed.Invalid(cause);
      case Regex.Parsed.Valid(Regex judged) -> {
        try {
          yield new Parsed.Valid(new SearchPattern(Pattern.compile(judged.pattern())));
        } catch (PatternSyntaxException e) {
          yield new Parsed.Invalid("is no regular expression: " + e.getDescription());
        }
      }
    };
  }

  /** {@code \\uXXXX} is {@code \\x{XXXX}} in RE2. */
  private static String translated(String written) {
    if (!written.contains("\\u")) {
      return written;
    }
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < written.length(); at++) {
      char c = written.charAt(at);
      boolean escape = c == '\\' && at + 1 < written.length();
      if (escape && written.charAt(at + 1) == 'u' && hex(written, at + 2)) {
        out.append("\\x{").append(written, at + 2, at + 6).append('}');
        at += 5;
      } else if (escape) {
        out.append(c).append(written.charAt(++at));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean hex(String text, int from) {
    if (from + 4 > text.length()) {
      return false;
    }
    for (int at = from; at < from + 4; at++) {
      if (Character.digit(text.charAt(at), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  public boolean isIn(String text) {
    return pattern.matcher(text).find();
  }

  /** Instructions: time for a text is at most this times its length. */
  public int size() {
    return pattern.programSize();
  }
}
