package dev.sluice.compiler.resolve;

import dev.sluice.matching.IpAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute URL of a place that the gateway itself reads from, without user and fragment.
 *
 * @param host as written, an IPv6 address in brackets
 * @param port the one of the scheme if none is written
 */
record WrittenUrl(boolean isPlain, String host, int port) {
  private static final Pattern URL =
      Pattern.compile(
          "(https?)://(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?"
              + "(/(?:[-A-Za-z0-9._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2}){0,700}+)?"
              + "(\\?(?:[-A-Za-z0-9._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2}){0,700}+)?");

  /**
   * RFC 2396, which the data plane's reader of URLs goes by: the last label begins with a letter.
   */
  private static final Pattern NAME = Pattern.compile("(?:.*\\.)?[A-Za-z][A-Za-z0-9-]*\\.?");

  static Optional<WrittenUrl> parse(String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      return Optional.empty();
    }
    boolean plain = url.group(1).equals("http");
    int port = url.group(3) == null ? plain ? 80 : 443 : Integer.parseInt(url.group(3));
    WrittenUrl parsed = new WrittenUrl(plain, url.group(2), port);
    boolean isPlace = parsed.address().isPresent() || NAME.matcher(parsed.host()).matches();
    return isPlace && port >= 1 && port <= 65_535 ? Optional.of(parsed) : Optional.empty();
  }

  /** The host, if it is an address. */
  Optional<IpAddress> address() {
    return IpAddress.parse(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }
}
