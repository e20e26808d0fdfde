package dev.sluice.dataplane.upstream;

/** Classes of octets in HTTP heads (RFC 9110, sections 5.5 and 5.6.2). */
final class Octets {
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] VALUE = new boolean[256];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 'a' + 'A'] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
    for (int c = 0x20; c <= 0xff; c++) {
      VALUE[c] = c != 0x7f;
    }
    VALUE['\t'] = true;
  }

  private Octets() {}

  static boolean token(byte octet) {
    return TOKEN[octet & 0xff];
  }

  /** May stand in a field value: no control but HT. */
  static boolean value(byte octet) {
    return VALUE[octet & 0xff];
  }

  static boolean values(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!VALUE[octets[i] & 0xff]) {
        return false;
      }
    }
    return true;
  }

  /** May stand in a request target: visible ASCII only. */
  static boolean targets(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (octets[i] <= 0x20 || octets[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
