package dev.sluice.dataplane.upstream.credential;

import java.nio.charset.StandardCharsets;

/** RFC 3986's percent-encoding. */
final class Encoding {
  private static final String HEX = "0123456789ABCDEF";

  private Encoding() {}

  /** Everything but unreserved characters. */
  static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      int c = each & 0xff;
      if (isUnreserved(c)) {
        out.append((char) c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  /**
   * Whether a part of a query is this name for a backend: decoded, and once more in case it is
   * decoded twice there, in any case, for some do not mind that either.
   */
  static boolean decodesTo(String query, int start, int end, String name) {
    String once = decode(query.substring(start, end));
    return once.equalsIgnoreCase(name) || decode(once).equalsIgnoreCase(name);
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text.strip();
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (text.charAt(i) == '%' && high >= 0 && low >= 0) {
        out.append((char) (high << 4 | low));
        i += 2;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString().strip();
  }

  private static boolean isUnreserved(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
