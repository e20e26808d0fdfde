package dev.sluice.dataplane.upstream.health;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an answer, as far as a check needs it.
 *
 * @param status 0 if it is no HTTP/1.x
 * @param degraded whether the endpoint asks to be spared
 * @param length of the body, or -1
 */
record HttpAnswer(int status, boolean degraded, long length) {
  private static final int MAX_HEAD = 16 * 1024;
  private static final int MAX_BODY = 64 * 1024;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

  /** Ours, and the one that Envoy has made known. */
  static final Set<String> DEGRADED = Set.of("x-sluice-degraded", "x-envoy-degraded");

  private static final HttpAnswer MALFORMED = new HttpAnswer(0, false, -1);

  /**
   * @throws EOFException if the connection ends first
   */
  static HttpAnswer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int newest = 0; // the last four octets
    while (newest != 0x0d0a0d0a) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException(
            head.size() == 0
                ? "closed the connection without an answer"
                : "broke off within the head of the answer");
      }
      head.write(octet);
      newest = newest << 8 | octet;
      if (head.size() > MAX_HEAD || (octet == '\n' && (newest & 0xff00) != 0x0d00)) {
        return MALFORMED;
      }
    }
    return parse(head.toString(StandardCharsets.ISO_8859_1).split("\r\n"));
  }

  private static HttpAnswer parse(String[] lines) {
    Matcher status = STATUS_LINE.matcher(lines.length == 0 ? "" : lines[0]);
    if (!status.matches()) {
      return MALFORMED;
    }
    boolean degraded = false;
    long length = -1;
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1) {
        return MALFORMED;
      }
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      String value = lines[i].substring(colon + 1).strip();
      degraded |= DEGRADED.contains(name) && !value.equalsIgnoreCase("false");
      if (name.equals("content-length") && value.matches("[0-9]{1,9}")) {
        length = Long.parseLong(value);
      }
    }
    return new HttpAnswer(Integer.parseInt(status.group(1)), degraded, length);
  }

  boolean malformed() {
    return status == 0;
  }

  boolean interim() {
    return status >= 100 && status < 200;
  }

  /**
   * Reads what follows, so that the endpoint does not see its connection reset. The verdict stands
   * whatever happens here.
   */
  void drain(InputStream in) {
    if (malformed() || status == 204 || status == 304) {
      return;
    }
    try {
      in.readNBytes((int) (length < 0 ? MAX_BODY : Math.min(length, MAX_BODY)));
    } catch (IOException e) {
      // As good as read.
    }
  }
}
