package dev.sluice.dataplane.upstream;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The only upgrade that is passed on: WebSocket, version 13 (RFC 6455, section 4). */
final class WebSocketUpgrade {
  private static final HttpString KEY = HttpString.tryFromString("Sec-WebSocket-Key");
  private static final HttpString VERSION = HttpString.tryFromString("Sec-WebSocket-Version");
  private static final HttpString ACCEPT = HttpString.tryFromString("Sec-WebSocket-Accept");
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketUpgrade() {}

  /** A request that asks for anything else, or for this in another form, stays plain HTTP. */
  static boolean requested(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues upgrade = headers.get(Headers.UPGRADE);
    return upgrade != null
        && upgrade.size() == 1
        && upgrade.getFirst().equalsIgnoreCase("websocket")
        && exchange.getRequestMethod().equals(Methods.GET)
        && exchange.isHttp11()
        && exchange.isRequestComplete()
        && listsUpgrade(headers.get(Headers.CONNECTION))
        && headers.count(KEY) == 1
        && headers.count(VERSION) == 1
        && "13".equals(headers.getFirst(VERSION));
  }

  private static boolean listsUpgrade(@Nullable HeaderValues connection) {
    if (connection != null) {
      for (String value : connection) {
        if (HopByHopHeaders.lists(value, "upgrade")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether this 101 is the answer to that request. */
  static boolean accepted(HttpServerExchange exchange, ResponseHead head) {
    boolean connection = false;
    for (String value : head.connection()) {
      connection |= HopByHopHeaders.lists(value, "upgrade");
    }
    return connection
        && head.first(Headers.UPGRADE).equalsIgnoreCase("websocket")
        && head.first(ACCEPT).equals(accept(exchange.getRequestHeaders().getFirst(KEY)));
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The head of our own 101. */
  static void answer(ResponseHead head, HttpServerExchange exchange) {
    exchange.setStatusCode(101);
    HeaderMap headers = exchange.getResponseHeaders();
    ClientAnswer.copyFields(head, headers);
    headers.put(Headers.CONNECTION, "Upgrade");
    headers.put(Headers.UPGRADE, "websocket");
  }
}
