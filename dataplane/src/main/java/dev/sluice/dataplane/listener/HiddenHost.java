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
 * <p>Only where the target is a path and the field came in one piece, as nearly always: else
 * Undertow's check is made too, as it is of a second {@code Host}.
 */
final class HiddenHost {
  private static final byte[] FIELD = {'h', 'o', 's', 't', ':', ' '};

  /** An address of a future version of IP (RFC 3986, section 3.2.2); blanks may follow. */
  private static final byte[] MASK = "[v1.a]".getBytes(StandardCharsets.US_ASCII);

  private static final int MAX_LENGTH = 255;
  private static final int MAX_METHOD = 32;
  private static final int UPPER_TO_LOWER = 0x20;

  private byte[] bytes = {};
  private @Nullable String value;
  private boolean path;
  private boolean hidden;

  /**
   * @param from where a head begins
   * @param to behind what is there of it
   */
  void begin(ByteBuffer buffer, int from, int to) {
    path = false;
    int end = Math.min(to - 1, from + MAX_METHOD);
    for (int at = from; at < end; at++) {
      if (buffer.get(at) == ' ') {
        path = buffer.get(at + 1) == '/';
        return;
      }
    }
  }

  /**
   * @param from where a line begins that is not the first of its head
   * @param to behind what is there of it
   */
  void line(ByteBuffer buffer, int from, int to) {
    int start = from + FIELD.length;
    if (!path || start >= to || !isHost(buffer, from)) {
      return;
    }
    path = false;
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
