package dev.sluice.matching;

import dev.sluice.matching.RequestPath.Normalized;
import dev.sluice.matching.RequestPath.Reason;
import dev.sluice.matching.RequestPath.Refused;
import org.jspecify.annotations.Nullable;

/** The slow way of {@link RequestPath}: one path, once through. */
final class PathNormalizer {
  private static final String HEX = "0123456789ABCDEF";

  private final String raw;
  private final StringBuilder decoded;

  PathNormalizer(String raw) {
    this.raw = raw;
    this.decoded = new StringBuilder(raw.length());
  }

  RequestPath normalize() {
    Reason reason = decode();
    if (reason != null) {
      return new Refused(reason);
    }
    // Segments come after escapes, or %2e%2e would survive.
    return new Normalized(resolveSegments());
  }

  private @Nullable Reason decode() {
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at);
      if (c != '%') {
        Reason reason = PathCharacters.whyNotRaw(c);
        if (reason != null) {
          return reason;
        }
        decoded.append(c);
        at++;
        continue;
      }
      int first = escapeAt(at);
      if (first < 0) {
        return Reason.BROKEN_ESCAPE;
      }
      int length = sequenceLength(first);
      int codePoint = length == 0 ? -1 : codePointAt(at, first, length);
      if (codePoint < 0) {
        return Reason.INVALID_UTF8;
      }
      Reason reason = PathCharacters.whyNotEncoded(codePoint);
      if (reason != null) {
        return reason;
      }
      append(at, codePoint, length);
      at += 3 * length;
    }
    return null;
  }

  private void append(int at, int codePoint, int length) {
    if (PathCharacters.isUnreserved(codePoint)) {
      decoded.append((char) codePoint);
      return;
    }
    for (int i = 0; i < length; i++) {
      int octet = escapeAt(at + 3 * i);
      decoded.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
    }
  }

  /** How many octets a UTF-8 sequence has that starts with this one; 0 if none starts so. */
  private static int sequenceLength(int first) {
    if (first < 0x80) {
      return 1;
    }
    // C0 and C1 could only start overlong forms, F5 and above only what lies beyond U+10FFFF.
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  }

  /** The code point of the sequence, or -1 if it is not well-formed (RFC 3629). */
  private int codePointAt(int at, int first, int length) {
    int codePoint = length == 1 ? first : first & (0x7F >> length);
    for (int i = 1; i < length; i++) {
      int octet = escapeAt(at + 3 * i);
      if (octet < 0x80 || octet > 0xBF) {
        return -1;
      }
      codePoint = codePoint << 6 | (octet & 0x3F);
    }
    boolean overlong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
    boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    return overlong || surrogate || codePoint > 0x10FFFF ? -1 : codePoint;
  }

  /** The octet that an escape stands for, or -1 if there is no escape at this place. */
  private int escapeAt(int at) {
    if (at + 2 >= raw.length() || raw.charAt(at) != '%') {
      return -1;
    }
    int high = hex(raw.charAt(at + 1));
    int low = hex(raw.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** ASCII digits only, unlike {@link Character#digit}. */
  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Drops empty and dot segments; a path that ends in one ends in a slash. */
  private String resolveSegments() {
    StringBuilder path = new StringBuilder(decoded.length());
    int start = 1;
    while (start <= decoded.length()) {
      int end = decoded.indexOf("/", start);
      boolean last = end < 0;
      if (last) {
        end = decoded.length();
      }
      if (isDots(start, end, 2)) {
        path.setLength(Math.max(0, path.lastIndexOf("/")));
        path.append(last ? "/" : "");
      } else if (end == start || isDots(start, end, 1)) {
        path.append(last ? "/" : "");
      } else {
        path.append('/').append(decoded, start, end);
      }
      start = end + 1;
    }
    return path.toString();
  }

  private boolean isDots(int start, int end, int count) {
    return end - start == count && decoded.charAt(start) == '.' && decoded.charAt(end - 1) == '.';
  }
}
