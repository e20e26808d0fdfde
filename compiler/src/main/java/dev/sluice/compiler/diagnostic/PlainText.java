package dev.sluice.compiler.diagnostic;

/** Text that came from a resource, fit for statuses, logs and terminals. */
public final class PlainText {
  private static final int MAX_QUOTE = 128;

  private PlainText() {}

  /** In double quotes, control characters escaped, cut when long. */
  public static String quote(String text) {
    return '"' + bounded(text, MAX_QUOTE) + '"';
  }

  /** Control characters escaped, so that no text can move a cursor or begin a line. */
  public static String escaped(String text) {
    return bounded(text, Integer.MAX_VALUE);
  }

  /** Control characters escaped, cut when long, without quotes. */
  public static String shortened(String text) {
    return bounded(text, MAX_QUOTE);
  }

  /** At most so many characters of the text, control and formatting characters escaped. */
  static String bounded(String text, int limit) {
    StringBuilder plain = new StringBuilder(Math.min(text.length(), limit));
    int at = 0;
    while (at < text.length()) {
      if (plain.length() >= limit) {
        return plain.append('…').toString();
      }
      int codePoint = text.codePointAt(at);
      if (isPlain(codePoint)) {
        plain.appendCodePoint(codePoint);
      } else {
        plain.append(String.format("\\u%04x", codePoint));
      }
      at += Character.charCount(codePoint);
    }
    return plain.toString();
  }

  /** Formatting characters can make a line read backwards. */
  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
