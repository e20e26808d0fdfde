package dev.sluice.dataplane.upstream;

import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Set;

/**
 * Headers that are meant for the next hop only and are never forwarded, in either direction (RFC
 * 9110, section 7.6.1), and those that frame the message, which each hop writes itself.
 */
final class HopByHopHeaders {
  private static final Set<HttpString> NAMES =
      Set.of(
          Headers.CONNECTION,
          HttpString.tryFromString("Keep-Alive"),
          HttpString.tryFromString("Proxy-Connection"),
          Headers.PROXY_AUTHENTICATE,
          HttpString.tryFromString("Proxy-Authentication-Info"),
          Headers.PROXY_AUTHORIZATION,
          Headers.TE,
          Headers.TRAILER,
          Headers.TRANSFER_ENCODING,
          Headers.CONTENT_LENGTH,
          Headers.UPGRADE,
          HttpString.tryFromString("HTTP2-Settings"));

  /** No client can have these taken away by nominating them: they are the gateway's own. */
  private static final Set<HttpString> KEPT =
      Set.of(
          Headers.HOST,
          HttpString.tryFromString("Via"),
          HttpString.tryFromString("X-Forwarded-For"),
          HttpString.tryFromString("X-Forwarded-Host"),
          HttpString.tryFromString("X-Forwarded-Port"),
          HttpString.tryFromString("X-Forwarded-Proto"),
          HttpString.tryFromString("X-Request-Id"),
          HttpString.tryFromString("traceparent"));

  private HopByHopHeaders() {}

  static boolean contains(HttpString name) {
    return NAMES.contains(name);
  }

  /** Whether one of the values of {@code Connection} nominates this name. */
  static boolean nominated(List<String> connection, HttpString name) {
    if (connection.isEmpty() || KEPT.contains(name)) {
      return false;
    }
    for (int i = 0; i < connection.size(); i++) {
      if (lists(connection.get(i), name.toString())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a comma-separated list has this token, in any case. */
  static boolean lists(String list, String token) {
    int length = list.length();
    int from = 0;
    while (from <= length) {
      int comma = list.indexOf(',', from);
      int end = comma < 0 ? length : comma;
      int left = from;
      int right = end;
      while (left < right && blank(list.charAt(left))) {
        left++;
      }
      while (left < right && blank(list.charAt(right - 1))) {
        right--;
      }
      if (right - left == token.length()
          && list.regionMatches(true, left, token, 0, token.length())) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }
}
