package dev.sluice.dataplane.listener;

import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;

/**
 * Looks at the bytes of request heads before Undertow's parser does, for two things that it does
 * not tell anybody.
 *
 * <p>It takes a bare LF for the end of a line and a folded line for one (RFC 9112 sections 2.2 and
 * 5.2 leave that to the recipient): a proxy in front that reads the same bytes otherwise would see
 * other fields, and another length. The octet in question becomes a NUL here, which the parser
 * refuses with a bare 400.
 *
 * <p>And it takes any version that it does not know for HTTP/1.1. Such a version becomes 0.9, which
 * it does tell and which is answered with 505 like the rest of them.
 *
 * <p>Fields are scanned eight octets at a time.
 */
final class HeadScan {
  private static final long ONES = 0x0101010101010101L;

  /** Octets below 0x0e: CR and LF among them, and nothing else that is frequent. */
  private static final long BOUND = ONES * 0x0e;

  /** {@code HTTP/1.1} in eight octets. */
  private static final long HTTP_1_1 = 0x485454502f312e31L;

  private static final long HTTP_1_0 = HTTP_1_1 - 1;

  /** All but the two digits of the above. */
  private static final long NO_DIGITS = 0xffffffffff00ff00L;

  private final ProxyHeader proxyHeader;
  private final HiddenHost hiddenHost = new HiddenHost();
  private final HiddenValues hiddenValues = new HiddenValues();
  private boolean over;
  private boolean requestLine = true;
  private boolean lineEmpty = true;
  private boolean afterCr;
  private long lastOctets;

  /**
   * @param proxyProtocol whether a PROXY protocol header stands before the first request
   */
  HeadScan(boolean proxyProtocol) {
    proxyHeader = new ProxyHeader(proxyProtocol);
  }

  /** Before the first handler sees a request: what the parser did not get to see. */
  void restore(HttpServerExchange exchange) {
    hiddenHost.restore(exchange);
    hiddenValues.restore(exchange);
  }

  /** Whether the end of a head was seen, or what makes it none. */
  boolean over() {
    return over;
  }

  /** What comes next begins a request. */
  void restart() {
    over = false;
    requestLine = true;
    lineEmpty = true;
    afterCr = false;
    lastOctets = 0;
  }

  /**
   * Goes on with what has just arrived. What follows the head is left alone, but may move.
   *
   * @param from index of the first new octet
   * @param to behind the last
   * @return behind the last that the parser is to see
   */
  int scan(ByteBuffer buffer, int from, int to) {
    int at = proxyHeader.skip(buffer, from, to);
    boolean begins = requestLine && lineEmpty;
    if (begins) {
      hiddenHost.begin(buffer, at, to);
      hiddenValues.begin();
    }
    while (at < to && !over) {
      if (!requestLine && !lineEmpty && !afterCr) {
        at = skip(buffer, at, to);
        if (at == to) {
          return to;
        }
      }
      next(buffer, from, at, to);
      at++;
    }
    return begins && over ? hiddenValues.cut(buffer, to) : to;
  }

  /** Past what cannot end a line. */
  private static int skip(ByteBuffer buffer, int from, int to) {
    int at = from;
    while (at + 8 <= to) {
      long word = buffer.getLong(at);
      // "Bit Twiddling Hacks", hasless
      if ((word - BOUND & ~word & ONES << 7) != 0) {
        break;
      }
      at += 8;
    }
    while (at < to && buffer.get(at) != '\r' && buffer.get(at) != '\n') {
      at++;
    }
    return at;
  }

  private void next(ByteBuffer buffer, int from, int at, int to) {
    byte octet = buffer.get(at);
    if (afterCr) {
      afterCr = false;
      if (octet == '\n') {
        endOfLine();
        hiddenHost.line(buffer, at + 1, to);
        hiddenValues.line(buffer, at + 1, to);
      } else {
        spoil(buffer, at);
      }
    } else if (octet == '\r') {
      afterCr = true;
      if (requestLine) {
        checkVersion(buffer, from, at);
      }
    } else if (octet == '\n' || (lineEmpty && !requestLine && (octet == ' ' || octet == '\t'))) {
      spoil(buffer, at);
    } else {
      lineEmpty = false;
      lastOctets = lastOctets << 8 | octet & 0xff;
    }
  }

  private void endOfLine() {
    over = lineEmpty;
    lineEmpty = true;
    requestLine = false;
  }

  /** At the end of the request line: the version has been its last eight octets. */
  private void checkVersion(ByteBuffer buffer, int from, int end) {
    if (lastOctets == HTTP_1_1
        || lastOctets == HTTP_1_0
        || (lastOctets & NO_DIGITS) != (HTTP_1_1 & NO_DIGITS)) {
      return;
    }
    if (end - 3 >= from) {
      buffer.put(end - 3, (byte) '0').put(end - 1, (byte) '9');
    } else {
      // The digits are with the parser already.
      spoil(buffer, end);
    }
  }

  private void spoil(ByteBuffer buffer, int at) {
    buffer.put(at, (byte) 0);
    over = true;
  }
}
