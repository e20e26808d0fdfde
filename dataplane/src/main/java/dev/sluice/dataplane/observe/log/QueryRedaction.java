package dev.sluice.dataplane.observe.log;

import java.util.Locale;
import java.util.Set;

/**
 * Takes credentials out of a query string. A parameter is redacted when its name, in lower case and
 * with {@code -} read as {@code _}, is one of a few words or contains one of a few others.
 */
final class QueryRedaction {
  private static final String REDACTED = "[redacted]";
  private static final Set<String> WORDS = Set.of("key", "sig", "jwt");
  private static final String[] PARTS = {
    "token", "secret", "password", "passwd", "signature", "api_key", "apikey", "credential"
  };

  private QueryRedaction() {}

  /**
   * @param query as it was sent, without the question mark
   */
  static String redact(String query) {
    return redact(query, Set.of());
  }

  /**
   * @param names of further parameters, in lower case
   */
  static String redact(String query, Set<String> names) {
    StringBuilder out = null;
    int start = 0;
    while (start <= query.length()) {
      int end = endOfParameter(query, start, true);
      int equals = query.indexOf('=', start);
      boolean hasValue = equals >= 0 && equals + 1 < end;
      if (hasValue && isSecret(query.substring(start, equals), names)) {
        if (out == null) {
          out = new StringBuilder(query.length()).append(query, 0, start);
        }
        out.append(query, start, equals + 1).append(REDACTED);
        end = endOfParameter(query, start, false);
      } else if (out != null) {
        out.append(query, start, end);
      }
      if (out != null && end < query.length()) {
        out.append(query.charAt(end));
      }
      start = end + 1;
    }
    return out == null ? query : out.toString();
  }

  /**
   * @param mark whether it ends at a question mark as well: who adds a query to one that is there
   *     already writes {@code a=b?token=…}
   */
  private static int endOfParameter(String query, int start, boolean mark) {
    for (int i = start; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c == '&' || c == ';' || (mark && c == '?')) {
        return i;
      }
    }
    return query.length();
  }

  private static boolean isSecret(String name, Set<String> names) {
    String decoded = decode(name).toLowerCase(Locale.ROOT);
    String plain = decoded.replace('-', '_');
    if (WORDS.contains(plain)
        || names.contains(decoded)
        || names.contains(decode(decoded).toLowerCase(Locale.ROOT))) {
      return true;
    }
    for (String part : PARTS) {
      if (plain.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /** A backend reads {@code t%6Fken} as {@code token}, so we must. Beyond ASCII nothing matters. */
  private static String decode(String name) {
    if (name.indexOf('%') < 0) {
      return name;
    }
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      int high = i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
      int low = i + 2 < name.length() ? Character.digit(name.charAt(i + 2), 16) : -1;
      if (name.charAt(i) == '%' && high >= 0 && low >= 0) {
        out.append((char) (high << 4 | low));
        i += 2;
      } else {
        out.append(name.charAt(i));
      }
    }
    return out.toString();
  }
}
