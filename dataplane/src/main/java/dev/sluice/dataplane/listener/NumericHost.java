package dev.sluice.dataplane.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;

/**
 * Spares requests to a numeric host Undertow's regular expression for IPv4 addresses, which costs
 * more than parsing the rest of the head does. The first digit becomes a letter before the head is
 * parsed, with which the value is as well formed as before, and becomes itself again before any
 * handler of ours reads it; {@code HostCheck} judges what the client sent.
 *
 * <p>Only where {@code Host} is the first field and the target is a path, as nearly all clients
 * have it: else the expression is evaluated.
 */
final class NumericHost {
  private static final byte[] FIELD = {'\n', 'h', 'o', 's', 't', ':', ' '};
  private static final byte LETTER = 'x';
  private static final int UPPER_TO_LOWER = 0x20;

  private char hidden;

  /**
   * @param from where a head begins
   * @param to behind what is there of it
   */
  void hide(ByteBuffer buffer, int from, int to) {
    int at = from;
    boolean path = false;
    while (at < to && buffer.get(at) != '\n') {
      if (!path && buffer.get(at) == ' ') {
        if (at + 1 == to || buffer.get(at + 1) != '/') {
          return;
        }
        path = true;
      }
      at++;
    }
    int value = at + FIELD.length;
    if (!path || value >= to || !isHost(buffer, at)) {
      return;
    }
    byte first = buffer.get(value);
    if (first >= '0' && first <= '9') {
      hidden = (char) first;
      buffer.put(value, LETTER);
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

  /** Before the first handler sees the request. */
  void restore(HttpServerExchange exchange) {
    if (hidden == 0) {
      return;
    }
    HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
    if (hosts != null) {
      String masked = hosts.getFirst();
      hosts.set(0, hidden + masked.substring(1));
    }
    hidden = 0;
  }
}
