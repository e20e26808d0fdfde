package dev.sluice.matching;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query as nearly every backend does, as {@code application/x-www-form-urlencoded}:
 * parameters stand between {@code &}, {@code +} is a space, {@code %XX} a byte of UTF-8. A name or
 * value whose escapes are broken or no UTF-8 stays as it is written.
 */
public final class QueryString {
  private QueryString() {}

  /**
   * The first value of a parameter, empty if it has no {@code =}; null if there is none.
   *
   * @param query as it was sent, without the question mark
   */
  public static @Nullable String first(String query, String name) {
    int start = 0;
    while (start < query.length()) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      // Not beyond: a query of nothing but & would be read once for each of them.
      int equals = query.indexOf('=', start, end);
      int nameEnd = equals < 0 ? end : equals;
      if (end > start && isName(query, start, nameEnd, name)) {
        return nameEnd == end ? "" : decode(query, nameEnd + 1, end);
      }
      start = end + 1;
    }
    return null;
  }

  private static boolean isName(String query, int start, int end, String name) {
    // Decoding never lengthens.
    if (end - start < name.length()) {
      return false;
    }
    return isEncoded(query, start, end)
        ? decode(query, start, end).equals(name)
        : end - start == name.length() && query.startsWith(name, start);
  }

  private static boolean isEncoded(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == '%' || text.charAt(i) == '+') {
        return true;
      }
    }
    return false;
  }

  private static String decode(String text, int start, int end) {
    String written = text.substring(start, end);
    if (!isEncoded(text, start, end)) {
      return written;
    }
    byte[] octets = new byte[end - start];
    int count = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < end ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < end ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return written;
        }
        octets[count++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c >= 128) {
        return written;
      } else {
        octets[count++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets, 0, count))
          .toString();
    } catch (CharacterCodingException e) {
      return written;
    }
  }
}
