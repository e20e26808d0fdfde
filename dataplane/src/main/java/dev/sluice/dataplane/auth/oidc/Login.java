package dev.sluice.dataplane.auth.oidc;

/**
 * A login under way in one tab of one browser.
 *
 * @param state comes back with the browser
 * @param nonce comes back in the ID token
 * @param verifier of PKCE (RFC 7636)
 * @param origin where it began, such as {@code https://shop.example.com}
 * @param target path and query to go back to
 * @param begun seconds since the epoch
 */
record Login(
    String state, String nonce, String verifier, String origin, String target, long begun) {
  /** So long a person may take. */
  static final long LONGEST_SECONDS = 600;

  private static final int ID_LENGTH = 12;

  /** A part of the state by which its cookie is found. */
  static String id(String state) {
    return state.substring(0, Math.min(ID_LENGTH, state.length()));
  }

  boolean isOver(long now) {
    return now - begun >= LONGEST_SECONDS;
  }

  @Override
  public String toString() {
    return "login at " + origin;
  }
}
