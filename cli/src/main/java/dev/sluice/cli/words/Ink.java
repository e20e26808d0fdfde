package dev.sluice.cli.words;

/**
 * Colour, or none.
 *
 * @param colour whether the text goes to somebody's terminal
 */
public record Ink(boolean colour) {
  public static final Ink PLAIN = new Ink(false);

  public String bold(String text) {
    return painted("1", text);
  }

  public String dim(String text) {
    return painted("2", text);
  }

  public String good(String text) {
    return painted("32", text);
  }

  public String bad(String text) {
    return painted("31", text);
  }

  public String warning(String text) {
    return painted("33", text);
  }

  private String painted(String code, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
