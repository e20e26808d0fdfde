package dev.sluice.dataplane.auth.token;

/** What can be told of a token without believing any of it. */
public final class TokenForm {
  /** Tokens with hundreds of groups have more than 8 KiB. */
  public static final int LONGEST = 16 << 10;

  private TokenForm() {}

  /**
   * Whether it has the three parts of JWS Compact Serialization (RFC 7515, section 7.1), good or
   * bad: such a token is for who verifies signatures. All others are opaque, encrypted ones (RFC
   * 7516) among them: only their issuer can read them.
   */
  public static boolean isSigned(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    return first >= 0 && second >= 0 && token.indexOf('.', second + 1) < 0;
  }

  /** Whether it could be a token at all (RFC 6749, appendix A.12). */
  public static boolean isVisible(String token) {
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return !token.isEmpty();
  }
}
