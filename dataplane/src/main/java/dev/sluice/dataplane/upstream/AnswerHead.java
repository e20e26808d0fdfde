package dev.sluice.dataplane.upstream;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the head of an answer to a client, by array copy where Undertow goes byte by byte. Reused
 * for one answer after the other.
 */
final class AnswerHead {
  private byte[] bytes = new byte[2_048];
  private int length;
  private int line;
  private byte[] lineBytes = {};

  /** All of it, the empty line included. */
  void write(HttpServerExchange exchange) {
    length = 0;
    putStatusLine(exchange);
    HeaderMap headers = exchange.getResponseHeaders();
    for (long i = headers.fastIterateNonEmpty(); i != -1; i = headers.fiNextNonEmpty(i)) {
      HeaderValues field = headers.fiCurrent(i);
      HttpString name = field.getHeaderName();
      for (int j = 0; j < field.size(); j++) {
        putField(name, field.get(j));
      }
    }
    reserve(2);
    endLine();
  }

  private void putStatusLine(HttpServerExchange exchange) {
    int status = exchange.getStatusCode();
    boolean plain = exchange.isHttp11() && exchange.getReasonPhrase() == null;
    if (!plain || status != line) {
      String reason = exchange.getReasonPhrase();
      lineBytes =
          (exchange.getProtocol()
                  + " "
                  + status
                  + " "
                  + (reason == null ? StatusCodes.getReason(status) : reason)
                  + "\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      line = plain ? status : 0;
    }
    reserve(lineBytes.length);
    System.arraycopy(lineBytes, 0, bytes, 0, lineBytes.length);
    length = lineBytes.length;
  }

  @SuppressWarnings("deprecation") // One array copy, which is what is wanted; checked afterwards.
  private void putField(HttpString name, String value) {
    int size = value.length();
    reserve(name.length() + size + 4);
    name.copyTo(bytes, length);
    length += name.length();
    bytes[length++] = ':';
    bytes[length++] = ' ';
    value.getBytes(0, size, bytes, length);
    if (!Octets.values(bytes, length, length + size)) {
      blank(length, length + size);
    }
    length += size;
    endLine();
  }

  /** No value may end its line: whatever a handler put there, it stays one. */
  private void blank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Octets.value(bytes[i])) {
        bytes[i] = ' ';
      }
    }
  }

  private void endLine() {
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }

  int length() {
    return length;
  }

  /** Puts it directly before what the buffer holds, where there must be room. */
  void prepend(ByteBuffer buffer) {
    int start = buffer.position() - length;
    buffer.put(start, bytes, 0, length).position(start);
  }

  /** A copy of it, for when there is no room. */
  ByteBuffer copy() {
    return ByteBuffer.wrap(Arrays.copyOf(bytes, length));
  }
}
