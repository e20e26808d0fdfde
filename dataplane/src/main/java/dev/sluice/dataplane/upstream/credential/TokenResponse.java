package dev.sluice.dataplane.upstream.credential;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP/1.1 answer, read whole (RFC 9112), as far as token endpoints need it.
 *
 * @param body may be a token, so it is never printed
 */
record TokenResponse(int status, String body) {
  private static final int MOST_HEAD = 32 << 10;
  private static final int MOST_BODY = 64 << 10;
  private static final int MOST_INTERIM = 8;

  /**
   * @throws IOException if it is none, or too large; the message quotes nothing of it
   */
  static TokenResponse read(InputStream from) throws IOException {
    Lines lines = new Lines(from);
    for (int interim = 0; interim < MOST_INTERIM; interim++) {
      int status = status(lines.next());
      long length = -1;
      boolean chunked = false;
      for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        if (name.equals("content-length")) {
          length = number(value, 10);
        } else if (name.equals("transfer-encoding")) {
          chunked = value.equalsIgnoreCase("chunked");
        }
      }
      if (status >= 200) {
        byte[] body = chunked ? chunks(lines, from) : plain(from, length);
        return new TokenResponse(status, new String(body, StandardCharsets.UTF_8));
      }
    }
    throw new IOException("too many interim answers");
  }

  private static int status(String line) throws IOException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("not an HTTP answer");
    }
    return (int) number(line.substring(9, 12), 10);
  }

  private static byte[] plain(InputStream from, long length) throws IOException {
    if (length > MOST_BODY) {
      throw tooLarge();
    }
    byte[] body = from.readNBytes(length < 0 ? MOST_BODY + 1 : (int) length);
    if (body.length > MOST_BODY) {
      throw tooLarge();
    }
    if (length >= 0 && body.length < length) {
      throw new EOFException("the answer broke off");
    }
    return body;
  }

  private static byte[] chunks(Lines lines, InputStream from) throws IOException {
    byte[] all = new byte[0];
    while (true) {
      String size = lines.next();
      int semicolon = size.indexOf(';');
      long length = number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
      if (length == 0) {
        return all;
      }
      if (all.length + length > MOST_BODY) {
        throw tooLarge();
      }
      byte[] chunk = plain(from, length);
      byte[] more = java.util.Arrays.copyOf(all, all.length + chunk.length);
      System.arraycopy(chunk, 0, more, all.length, chunk.length);
      all = more;
      lines.next();
    }
  }

  private static IOException tooLarge() {
    return new IOException("the answer is larger than " + MOST_BODY + " bytes");
  }

  private static long number(String text, int radix) throws IOException {
    if (text.isEmpty()
        || text.length() > 15
        || text.chars().anyMatch(c -> Character.digit(c, radix) < 0)) {
      throw new IOException("not an HTTP answer");
    }
    return Long.parseLong(text, radix);
  }

  @Override
  public String toString() {
    return "TokenResponse[" + status + "]";
  }

  /** Lines of the head, all together within a limit. */
  private static final class Lines {
    private final InputStream from;
    private int left = MOST_HEAD;

    Lines(InputStream from) {
      this.from = from;
    }

    String next() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = from.read(); c != '\n'; c = from.read()) {
        if (c < 0) {
          throw new EOFException("the answer broke off");
        }
        if (--left <= 0) {
          throw new IOException("the head of the answer is too large");
        }
        line.append((char) c);
      }
      int length = line.length();
      return length > 0 && line.charAt(length - 1) == '\r'
          ? line.substring(0, length - 1)
          : line.toString();
    }
  }
}
