package dev.sluice.matching;

/** The literal text that a regular expression begins with. */
final class RegexPrefix {
  private static final String META = "\\.+*?()|[]{}^$";

  private RegexPrefix() {}

  /** As far as it is plain to see: with {@code |} outside of groups there is none. */
  static String of(String pattern) {
    if (hasAlternatives(pattern)) {
      return "";
    }
    StringBuilder prefix = new StringBuilder();
    int at = pattern.startsWith("^") ? 1 : 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      int next = at + 1;
      if (c == '\\' && next < pattern.length() && META.indexOf(pattern.charAt(next)) >= 0) {
        c = pattern.charAt(next);
        next++;
      } else if (META.indexOf(c) >= 0 || Character.isSurrogate(c)) {
        return prefix.toString();
      }
      // What is repeated may be absent.
      if (next < pattern.length() && "*?{".indexOf(pattern.charAt(next)) >= 0) {
        return prefix.toString();
      }
      prefix.append(c);
      at = next;
    }
    return prefix.toString();
  }

  /** Any at all: where they stand is not worth a parser. */
  private static boolean hasAlternatives(String pattern) {
    int depth = 0;
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '(' -> depth++;
        case ')' -> depth--;
        case '[' -> {
          return pattern.indexOf('|', i) >= 0;
        }
        case '|' -> {
          if (depth <= 0) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }
}
