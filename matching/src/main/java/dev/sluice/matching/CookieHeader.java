package dev.sluice.matching;

import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Cookie} headers by RFC 6265, section 4.2.1: {@code name=value} between semicolons. A
 * piece that is no such pair is passed over. Values are taken as they are: nothing is decoded,
 * quotes belong to the value, and one that the RFC does not know is a value all the same. Backends
 * read those too, and would otherwise see a cookie where a rule was told that there is none.
 */
public final class CookieHeader {
  private CookieHeader() {}

  /**
   * The first value of a cookie; null if there is none.
   *
   * @param header one field line
   */
  public static @Nullable String first(String header, String name) {
    int start = 0;
    while (start < header.length()) {
      int end = header.indexOf(';', start);
      end = end < 0 ? header.length() : end;
      int from = start;
      while (from < end && isBlank(header.charAt(from))) {
        from++;
      }
      int to = end;
      while (to > from && isBlank(header.charAt(to - 1))) {
        to--;
      }
      int equals = from + name.length();
      if (equals < to && header.charAt(equals) == '=' && header.startsWith(name, from)) {
        return header.substring(equals + 1, to);
      }
      start = end + 1;
    }
    return null;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
