package dev.sluice.matching;

import java.util.Optional;

/**
 * What can be said of a regular expression without running it: only of those that begin with plain
 * text and end in one of a few ways, which is what people write most.
 *
 * @param text what every match begins with, escapes resolved
 */
record SimpleRegex(String text, Rest rest) {
  private static final String META = ".[]{}()*+?^$|";

  /** What follows the plain text. */
  enum Rest {
    NOTHING,
    ANYTHING,
    /** Nothing, or a slash and anything. */
    SEGMENTS
  }

  static Optional<SimpleRegex> of(String pattern) {
    StringBuilder text = new StringBuilder();
    int at = pattern.startsWith("^") ? 1 : 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      boolean escaped = c == '\\';
      if (escaped && at + 1 < pattern.length()) {
        c = pattern.charAt(++at);
        if (Character.isLetterOrDigit(c)) {
          return Optional.empty();
        }
      } else if (escaped || META.indexOf(c) >= 0) {
        break;
      }
      if (at + 1 < pattern.length() && "*+?{".indexOf(pattern.charAt(at + 1)) >= 0) {
        return Optional.empty();
      }
      text.append(c);
      at++;
    }
    return rest(pattern.substring(at), text.isEmpty())
        .map(rest -> new SimpleRegex(text.toString(), rest));
  }

  private static Optional<Rest> rest(String pattern, boolean alone) {
    return switch (pattern) {
      case "", "$" -> Optional.of(Rest.NOTHING);
      case ".*", ".*$", "(.*)", "(.*)$" -> Optional.of(Rest.ANYTHING);
      case "(/.*)?", "(/.*)?$", "(?:/.*)?", "(?:/.*)?$" -> Optional.of(Rest.SEGMENTS);
      // Paths and tested values are never empty, so that alone it takes all of them.
      case ".+", ".+$" -> alone ? Optional.of(Rest.ANYTHING) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether the value is certainly one that matches. */
  boolean certainlyMatches(String value) {
    return switch (rest) {
      case NOTHING -> value.equals(text);
      case ANYTHING -> value.startsWith(text) && !value.isEmpty();
      case SEGMENTS -> value.equals(text) || value.startsWith(text + "/");
    };
  }
}
