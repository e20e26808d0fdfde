package dev.sluice.dataplane.listener;

import java.nio.ByteBuffer;

/**
 * Undertow's parser takes any version that it does not know for HTTP/1.1 and tells nobody. Here
 * such a version becomes 0.9 before it is parsed, which the parser does tell and which is answered
 * with 505 like the rest of them.
 *
 * <p>Looks at a request line that came in one piece, as all do but those of slow typists. One that
 * did not is served as HTTP/1.1, which does no harm.
 */
final class RequestLine {
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/'};

  /** Behind {@code HTTP/}: digit, dot, digit, CR, LF. */
  private static final int TAIL = 5;

  private RequestLine() {}

  /**
   * @param start where in the buffer the head begins; its position is where the read ended
   */
  static void markUnknownVersion(ByteBuffer buffer, int start) {
    int end = buffer.position();
    int lineFeed = start;
    while (lineFeed < end && buffer.get(lineFeed) != '\n') {
      lineFeed++;
    }
    int major = lineFeed - TAIL + 1;
    if (lineFeed == end || major - VERSION.length <= start) {
      return;
    }
    for (int i = 0; i < VERSION.length; i++) {
      if (buffer.get(major - VERSION.length + i) != VERSION[i]) {
        return;
      }
    }
    int minor = major + 2;
    boolean numbers = isDigit(buffer.get(major)) && isDigit(buffer.get(minor));
    if (!numbers || buffer.get(major + 1) != '.' || isKnown(buffer.get(major), buffer.get(minor))) {
      return;
    }
    buffer.put(major, (byte) '0').put(minor, (byte) '9');
  }

  private static boolean isKnown(byte major, byte minor) {
    return major == '1' && (minor == '0' || minor == '1');
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }
}
