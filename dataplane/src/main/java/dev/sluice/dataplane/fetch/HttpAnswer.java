package dev.sluice.dataplane.fetch;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP/1.1 answer, read whole (RFC 9112), as far as small documents need it.
 *
 * @param body may be a token, so it is never printed
 */
public record HttpAnswer(int status, String body) {
  private static final int MOST_HEAD = 32 << 10;
  private static final int MOST_INTERIM = 8;

  /**
   * @param reusable whether another answer may come behind it
   */
  record Read(HttpAnswer answer, boolean reusable) {}

  /** The only one: what comes behind it does not matter. */
  static HttpAnswer read(InputStream from, int mostBody) throws IOException {
    return read(from, mostBody, false).answer();
  }

  /** One of several on a connection. */
  static Read readNext(InputStream from, int mostBody) throws IOException {
    return read(from, mostBody, true);
  }

  /**
   * @param mostBody in bytes
   * @throws IOException if it is none, or too large; the message quotes nothing of it
   */
  private static Read read(InputStream from, int mostBody, boolean toItsEnd) throws IOException {
    Lines lines = new Lines(from);
    for (int interim = 0; interim < MOST_INTERIM; interim++) {
      String first = lines.next();
      int status = status(first);
      long length = -1;
      boolean chunked = false;
      boolean reusable = first.startsWith("HTTP/1.1");
      for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        if (name.equals("content-length")) {
          reusable &= length < 0;
          length = number(value, 10);
        } else if (name.equals("transfer-encoding")) {
          chunked = value.equalsIgnoreCase("chunked");
          reusable &= chunked;
        } else if (name.equals("connection")) {
          reusable &= value.equalsIgnoreCase("keep-alive");
        }
      }
      if (status >= 200) {
        byte[] body = chunked ? chunks(lines, from, mostBody) : plain(from, length, mostBody);
        if (chunked && toItsEnd) {
          trailers(lines);
        }
        // Whoever gives both lengths means one of them for somebody else.
        boolean delimited = chunked != length >= 0;
        return new Read(
            new HttpAnswer(status, new String(body, StandardCharsets.UTF_8)),
            reusable && delimited);
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

  private static byte[] plain(InputStream from, long length, int most) throws IOException {
    if (length > most) {
      throw tooLarge(most);
    }
    byte[] body = from.readNBytes(length < 0 ? most + 1 : (int) length);
    if (body.length > most) {
      throw tooLarge(most);
    }
    if (length >= 0 && body.length < length) {
      throw new EOFException("the answer broke off");
    }
    return body;
  }

  private static byte[] chunks(Lines lines, InputStream from, int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      String size = lines.next();
      int semicolon = size.indexOf(';');
      long length = number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
      if (length == 0) {
        return all.toByteArray();
      }
      if (all.size() + length > most) {
        throw tooLarge(most);
      }
      all.writeBytes(plain(from, length, most));
      lines.next();
    }
  }

  private static void trailers(Lines lines) throws IOException {
    while (!lines.next().isEmpty()) {
      // Nobody asked for them.
    }
  }

  private static IOException tooLarge(int most) {
    return new IOException("the answer is larger than " + most + " bytes");
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
    return "HttpAnswer[" + status + "]";
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
