package dev.sluice.compiler.jwks;

/** A text that is no set of keys to verify tokens with. */
public final class UnusableKeys extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the words after the name of the text: what is wrong, and how to mend it
   */
  UnusableKeys(String message) {
    super(message);
  }

  /** The words after the name of the text. */
  public String cause() {
    return String.valueOf(getMessage());
  }
}
