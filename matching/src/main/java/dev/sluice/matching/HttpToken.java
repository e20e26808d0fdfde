package dev.sluice.matching;

/**
 * What methods, field names and media types are made of: {@code token} of RFC 9110, section 5.6.2.
 * Data plane, compiler and command line must not differ in it.
 */
public final class HttpToken {
  private static final boolean[] OCTETS = new boolean[256];

  static {
    for (char c = '0'; c <= '9'; c++) {
      OCTETS[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      OCTETS[c] = true;
      OCTETS[c - 'a' + 'A'] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      OCTETS[c] = true;
    }
  }

  private HttpToken() {}

  /** Whether it is one; an empty text is none. */
  public static boolean matches(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!has(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * Whether it may stand in one.
   *
   * @param c any number: a character, an octet from 0, or -1 for none
   */
  public static boolean has(int c) {
    return c >= 0 && c < OCTETS.length && OCTETS[c];
  }

  /** The same of an octet as Java has it. */
  public static boolean hasOctet(byte octet) {
    return OCTETS[octet & 0xff];
  }
}
