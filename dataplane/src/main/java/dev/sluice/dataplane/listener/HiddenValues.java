package dev.sluice.dataplane.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Spares Undertow's parser the long values of requests: those of {@code Authorization} and {@code
 * Cookie}. It takes every octet by itself, so that a token costs more than all the rest of the
 * head. Before the head is parsed such a value is cut out of it, one octet stands in its place, and
 * before any handler reads the field it becomes the whole value again.
 *
 * <p>Only of a head that came in one piece, so that it counts against no bound on heads; only where
 * the field stands once, and has nothing in it that the parser would change or refuse.
 */
final class HiddenValues {
  /** Shorter ones are parsed sooner than hidden. */
  private static final int WORTH_IT = 64;

  private static final byte MASK = '-';
  private static final int UPPER_TO_LOWER = 0x20;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = ONES << 7;

  /** Octets below are blanks and controls. */
  private static final long VISIBLE = ONES * 0x21;

  /** A field of which there is one in a head. */
  private static final class Field {
    private final byte[] name;
    private final HttpString header;
    private boolean seen;
    private int start;
    private int end;
    private @Nullable String value;

    /**
     * @param name with its colon, in small letters
     */
    Field(HttpString header, String name) {
      this.header = header;
      this.name = name.getBytes(StandardCharsets.US_ASCII);
    }

    void clear() {
      seen = false;
      end = 0;
      value = null;
    }

    boolean isAt(ByteBuffer buffer, int from, int to) {
      if (from + name.length >= to) {
        return false;
      }
      for (int i = 0; i < name.length; i++) {
        byte octet = buffer.get(from + i);
        boolean letter = name[i] >= 'a' && name[i] <= 'z';
        if ((letter ? octet | UPPER_TO_LOWER : octet) != name[i]) {
          return false;
        }
      }
      return true;
    }

    void found(ByteBuffer buffer, int from, int to) {
      end = 0;
      if (!seen) {
        seen = true;
        start = from + name.length;
        if (buffer.get(start) == ' ') {
          start++;
        }
        int behind = plain(buffer, start, to);
        if (behind - start >= WORTH_IT) {
          end = behind;
        }
      }
    }

    /** Returns what is left of the octets behind {@code to}. */
    int cut(ByteBuffer buffer, int to) {
      if (end == 0) {
        return to;
      }
      byte[] octets = new byte[end - start];
      buffer.get(start, octets);
      value = new String(octets, StandardCharsets.ISO_8859_1);
      buffer.put(start, MASK);
      buffer.put(start + 1, buffer, end, to - end);
      return to - octets.length + 1;
    }

    void restore(HttpServerExchange exchange) {
      String whole = value;
      if (whole != null) {
        value = null;
        HeaderValues values = exchange.getRequestHeaders().get(header);
        if (values != null) {
          values.set(0, whole);
        }
      }
    }
  }

  private final Field authorization = new Field(Headers.AUTHORIZATION, "authorization:");
  private final Field cookie = new Field(Headers.COOKIE, "cookie:");

  /** A head begins. */
  void begin() {
    authorization.clear();
    cookie.clear();
  }

  /**
   * @param from where a line begins that is not the first of its head
   * @param to behind what is there of it
   */
  void line(ByteBuffer buffer, int from, int to) {
    if (authorization.isAt(buffer, from, to)) {
      authorization.found(buffer, from, to);
    } else if (cookie.isAt(buffer, from, to)) {
      cookie.found(buffer, from, to);
    }
  }

  /**
   * The head that began last is all there.
   *
   * @param to behind it and what follows it
   * @return the same when long values are cut out
   */
  int cut(ByteBuffer buffer, int to) {
    // The later one first, so that the other stays where it is.
    return authorization.start < cookie.start
        ? authorization.cut(buffer, cookie.cut(buffer, to))
        : cookie.cut(buffer, authorization.cut(buffer, to));
  }

  /** Before the first handler sees the request. */
  void restore(HttpServerExchange exchange) {
    authorization.restore(exchange);
    cookie.restore(exchange);
  }

  /**
   * Returns the end of a line of visible US-ASCII with single blanks between, which is all that the
   * parser takes as it is; -1 if it is anything else.
   */
  private static int plain(ByteBuffer buffer, int from, int to) {
    boolean blank = true;
    int at = from;
    while (at < to) {
      if (at + 8 <= to && isVisible(buffer.getLong(at))) {
        blank = false;
        at += 8;
        continue;
      }
      byte octet = buffer.get(at);
      if (octet == '\r') {
        return blank ? -1 : at;
      }
      if (octet == ' ' ? blank : octet < ' ' || octet == 0x7f) {
        return -1;
      }
      blank = octet == ' ';
      at++;
    }
    return -1;
  }

  /** "Bit Twiddling Hacks", hasless and hasmore: all eight octets are from 0x21 to 0x7e. */
  private static boolean isVisible(long word) {
    return ((word - VISIBLE | word + ONES | word) & HIGHS) == 0;
  }
}
