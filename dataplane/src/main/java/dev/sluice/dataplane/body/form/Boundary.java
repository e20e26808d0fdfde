package dev.sluice.dataplane.body.form;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between the parts of a form.
 *
 * @param text 1 to 70 characters (RFC 2046 section 5.1.1) that nobody quotes or cuts in another way
 */
record Boundary(String text) {
  private static final int MAX = 70;

  /** Of those that RFC 2046 allows; without blanks, commas and parentheses, where readers stop. */
  private static final String OTHERS = "'+_-./:=?";

  /** In which the boundary is the same bytes. */
  private static final Set<String> CHARSETS = Set.of("utf-8", "us-ascii", "iso-8859-1");

  /** Some readers look for the word, wherever it stands, and some for the last of them. */
  private static final Pattern WORD = Pattern.compile("boundary[^=;\\s]*\\s*=");

  /**
   * @param contentType of a form
   * @throws IllegalArgumentException with the reason, if there is none that everybody reads alike
   */
  static Boundary of(String contentType) {
    Parameters parameters = Parameters.parse(contentType);
    String text = parameters.named().get("boundary");
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("no boundary");
    }
    String lower = contentType.toLowerCase(Locale.ROOT);
    Matcher words = WORD.matcher(lower);
    if (!words.find() || lower.indexOf("boundary") != words.start() || words.find()) {
      throw new IllegalArgumentException("a second boundary, to some readers");
    }
    if (!CHARSETS.contains(
        parameters.named().getOrDefault("charset", "utf-8").toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("a charset in which the boundary is something else");
    }
    if (text.length() > MAX) {
      throw new IllegalArgumentException("a boundary of more than " + MAX + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && OTHERS.indexOf(c) < 0) {
        throw new IllegalArgumentException("a boundary with a character that readers differ about");
      }
    }
    return new Boundary(text);
  }
}
