package dev.sluice.cli.diff;

/**
 * A text that an ordinary regular expression matches: literals, classes, groups, alternatives and
 * counts. Whoever uses it checks that it does match, for what is less ordinary is guessed.
 */
final class RegexExample {
  private final String pattern;
  private int at;

  private RegexExample(String pattern) {
    this.pattern = pattern;
  }

  /**
   * @param otherwise for a pattern that cannot be followed
   */
  static String of(String pattern, String otherwise) {
    try {
      return new RegexExample(pattern).alternatives();
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return otherwise;
    }
  }

  /** The first of them that is not empty. */
  private String alternatives() {
    String chosen = sequence();
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      String other = sequence();
      chosen = chosen.isEmpty() ? other : chosen;
    }
    return chosen;
  }

  private String sequence() {
    StringBuilder text = new StringBuilder();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      text.append(counted(atom()));
    }
    return text.toString();
  }

  private String atom() {
    char c = pattern.charAt(at++);
    return switch (c) {
      case '^', '$' -> "";
      case '.' -> "x";
      case '[' -> ofClass();
      case '(' -> {
        if (pattern.startsWith("?", at)) {
          int colon = pattern.indexOf(':', at);
          int name = pattern.indexOf('>', at);
          at = 1 + (colon < 0 || (name >= 0 && name < colon) ? name : colon);
        }
        String inner = alternatives();
        at++;
        yield inner;
      }
      case '\\' -> escaped(pattern.charAt(at++));
      default -> String.valueOf(c);
    };
  }

  private static String escaped(char c) {
    return switch (c) {
      case 'd' -> "7";
      case 'w' -> "w";
      case 's' -> " ";
      case 'D', 'S' -> "x";
      case 'W' -> "-";
      case 'b', 'A', 'z' -> "";
      default -> String.valueOf(c);
    };
  }

  private String ofClass() {
    if (pattern.charAt(at) == '^') {
      int end = pattern.indexOf(']', at + 2);
      String excluded = pattern.substring(at + 1, end);
      at = end + 1;
      return excluded.indexOf('x') < 0 && !excluded.contains("a-z") ? "x" : "_";
    }
    char c = pattern.charAt(at++);
    String chosen = c == '\\' ? escaped(pattern.charAt(at++)) : String.valueOf(c);
    at = pattern.indexOf(']', at) + 1;
    return chosen;
  }

  /** The least count, but once where none would do: an empty path is none. */
  private String counted(String atom) {
    if (at >= pattern.length()) {
      return atom;
    }
    int count = 1;
    switch (pattern.charAt(at)) {
      case '*', '+', '?' -> at++;
      case '{' -> {
        int end = pattern.indexOf('}', at);
        String counts = pattern.substring(at + 1, end);
        int comma = counts.indexOf(',');
        count = Math.max(1, Integer.parseInt(comma < 0 ? counts : counts.substring(0, comma)));
        at = end + 1;
      }
      default -> {
        return atom;
      }
    }
    if (at < pattern.length() && pattern.charAt(at) == '?') {
      at++;
    }
    return atom.repeat(Math.min(count, 1_000));
  }
}
