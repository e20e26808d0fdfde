package dev.sluice.dataplane.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Spares requests Undertow's own check of {@code Host}, a regular expression for IPv4 addresses
 * that costs more than parsing the rest of the head does, and judges less well than {@code
 * HostCheck}. Before the head is parsed its value becomes one that passes without the expression,
 * and becomes itself again before any handler reads it. A client sends the same value again and
 * again, so it is made a string only once.
 *
 * <p>Only where {@code Host} is the first field and the target is a path, as nearly all clients
 * have it: else Undertow's check is made too.
 */
final class HiddenHost {
  private static final byte[] FIELD = {'\n', 'h', 'o', 's', 't', ':', ' '};

  /** An address of a future version of IP (RFC 3986, section 3.2.2); blanks may follow. */
  private static final byte[] MASK = "[v1.a]".getBytes(StandardCharsets.US_ASCII);

  private static final int MAX_LENGTH = 255;
  private static final int UPPER_TO_LOWER = 0x20;

  private byte[] bytes = {};
  private @Nullable String value;
  private boolean hidden;

  /**
   * @param from where a head begins
   * @param to behind what is there of it
   */
  void hide(ByteBuffer buffer, int from, int to) {
    int at = endOfRequestLine(buffer, from, to);
    int start = at + FIELD.length;
    if (at < 0 || start >= to || !isHost(buffer, at)) {
      return;
    }
    int end = start;
    while (end < to && visible(buffer.get(end))) {
      end++;
    }
    int length = end - start;
    if (end == to || buffer.get(end) != '\r' || length < MASK.length || length > MAX_LENGTH) {
      return;
    }
    remember(buffer, start, length);
    hidden = true;
    buffer.put(start, MASK);
    for (int i = start + MASK.length; i < end; i++) {
      buffer.put(i, (byte) ' ');
    }
  }

  /** Index of the LF, or -1 if it is not there or the target is no path. */
  private static int endOfRequestLine(ByteBuffer buffer, int from, int to) {
    boolean path = false;
    for (int at = from; at < to; at++) {
      byte octet = buffer.get(at);
      if (octet == '\n') {
        return path ? at : -1;
      }
      if (octet == ' ' && !path) {
        if (at + 1 == to || buffer.get(at + 1) != '/') {
          return -1;
        }
        path = true;
      }
    }
    return -1;
  }

  private static boolean isHost(ByteBuffer buffer, int at) {
    for (int i = 0; i < FIELD.length; i++) {
      byte octet = buffer.get(at + i);
      boolean letter = FIELD[i] >= 'a' && FIELD[i] <= 'z';
      if ((letter ? octet | UPPER_TO_LOWER : octet) != FIELD[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean visible(byte octet) {
    return octet > ' ' && octet < 0x7f;
  }

  private void remember(ByteBuffer buffer, int start, int length) {
    boolean same = bytes.length == length;
    for (int i = 0; same && i < length; i++) {
      same = bytes[i] == buffer.get(start + i);
    }
    if (!same) {
      bytes = new byte[length];
      buffer.get(start, bytes);
      value = null;
    }
  }

  /** Before the first handler sees the request. */
  void restore(HttpServerExchange exchange) {
    if (!hidden) {
      return;
    }
    hidden = false;
    HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
    if (hosts != null) {
      String known = value;
      if (known == null) {
        known = new String(bytes, StandardCharsets.US_ASCII);
        value = known;
      }
      hosts.set(0, known);
    }
  }
}
