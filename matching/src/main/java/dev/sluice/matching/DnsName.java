package dev.sluice.matching;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The grammar of host names and IPv4 addresses: A-labels only, underscores as real hosts have. */
final class DnsName {
  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  private DnsName() {}

  /** What keeps a name (without trailing dot) from being a host. */
  static HostName.@Nullable Reason whyNot(String name) {
    if (name.isEmpty()) {
      return HostName.Reason.EMPTY;
    }
    if (name.length() > MAX_NAME) {
      return HostName.Reason.TOO_LONG;
    }
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      char c = i == name.length() ? '.' : name.charAt(i);
      if (c == '.') {
        if (i == start || name.charAt(start) == '-' || name.charAt(i - 1) == '-') {
          return HostName.Reason.BAD_LABEL;
        }
        if (i - start > MAX_LABEL) {
          return HostName.Reason.TOO_LONG;
        }
        start = i + 1;
      } else if (!isLetterDigitHyphen(c)) {
        return HostName.Reason.ILLEGAL_CHARACTER;
      }
    }
    return looksLikeAddress(name) && IpAddress.parse(name).isEmpty()
        ? HostName.Reason.BAD_ADDRESS
        : null;
  }

  /**
   * No top-level domain is a number, but resolvers take {@code 127.1}, {@code 2130706433} and
   * {@code 0x7f.1} for addresses (WHATWG URL, "ends in a number").
   */
  static boolean looksLikeAddress(String name) {
    int start = name.lastIndexOf('.') + 1;
    boolean hex = name.startsWith("0x", start) || name.startsWith("0X", start);
    for (int i = hex ? start + 2 : start; i < name.length(); i++) {
      char c = name.charAt(i);
      int lower = c | 0x20;
      boolean digit = (c >= '0' && c <= '9') || (hex && lower >= 'a' && lower <= 'f');
      if (!digit) {
        return false;
      }
    }
    return true;
  }

  /** ASCII only; the same string if there is nothing to change. */
  static String lowerCase(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }

  private static boolean isLetterDigitHyphen(char c) {
    int lower = c | 0x20;
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }
}
