package dev.sluice.dataplane.body.form;

/**
 * What stands between the parts of a form.
 *
 * @param text 1 to 70 characters (RFC 2046 section 5.1.1) that nobody quotes or cuts in another way
 */
record Boundary(String text) {
  private static final int MAX = 70;

  /** Of those that RFC 2046 allows; without blanks, commas and parentheses, where readers stop. */
  private static final String OTHERS = "'+_-./:=?";

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
