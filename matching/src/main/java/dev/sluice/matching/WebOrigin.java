package dev.sluice.matching;

import org.jspecify.annotations.Nullable;

/**
 * The grammar of origins as browsers send them (WHATWG HTML, "serialization of an origin"): scheme,
 * host, and the port unless the scheme has it anyway. There is one way to write an origin, so
 * origins are compared as they stand and nothing is ever made to fit.
 */
final class WebOrigin {
  static final int MAX_LENGTH = 512;

  private static final String EXAMPLE = "; write one such as https://app.example.com";

  private WebOrigin() {}

  /** What keeps the text from being an origin: to be read after it, with the cure. */
  static @Nullable String whyNot(String text) {
    if (text.length() > MAX_LENGTH) {
      return "is longer than " + MAX_LENGTH + " characters";
    }
    int colon = text.indexOf("://");
    if (colon < 0) {
      return "has no scheme in front" + EXAMPLE;
    }
    String lower = DnsName.lowerCase(text);
    if (!lower.equals(text)) {
      return "has upper case, which browsers never send; write " + lower;
    }
    return isScheme(text, colon) ? whyNotBehind(text, colon + 3) : "has no valid scheme" + EXAMPLE;
  }

  private static boolean isScheme(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return end > 0;
  }

  /**
   * @param start of the host
   */
  private static @Nullable String whyNotBehind(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return "has more than scheme, host and port; write " + text.substring(0, i);
      }
      if (c == '*') {
        return "has a wildcard where none may stand; write one such as https://*.example.com, or"
            + " regex: and an expression";
      }
      if (c >= 128) {
        return "is not ASCII; write the name as browsers send it, with xn-- in front";
      }
    }
    int end = text.startsWith("[", start) ? text.indexOf(']', start) : start;
    int colon = text.indexOf(':', Math.max(end, start));
    String host = text.substring(start, colon < 0 ? text.length() : colon);
    String cause = whyNotHost(host);
    return cause != null || colon < 0 ? cause : whyNotPort(text, colon);
  }

  private static @Nullable String whyNotHost(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      String address = host.substring(1, host.length() - 1);
      boolean canonical =
          IpAddress.parse(address).filter(each -> each.toString().equals(address)).isPresent();
      return canonical ? null : "has no IPv6 address as browsers write it" + EXAMPLE;
    }
    HostName.Reason reason = DnsName.whyNot(host);
    return reason == null ? null : "has a host that " + reason.text() + EXAMPLE;
  }

  private static @Nullable String whyNotPort(String text, int colon) {
    String port = text.substring(colon + 1);
    boolean own =
        (text.startsWith("http:") && port.equals("80"))
            || (text.startsWith("https:") && port.equals("443"));
    if (own) {
      return "names the port that its scheme has anyway, which browsers leave out; write "
          + text.substring(0, colon);
    }
    boolean number =
        !port.isEmpty()
            && port.length() <= 5
            && port.charAt(0) != '0'
            && port.chars().allMatch(c -> c >= '0' && c <= '9')
            && Integer.parseInt(port) <= 65_535;
    return number ? null : "has a port that is no number from 1 to 65535";
  }
}
