package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.LocalReply;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;

/**
 * Keeps the client's {@code X-Request-Id} if it is one harmless token, else makes one; sends it on
 * and back.
 */
public final class RequestId implements HttpHandler {
  private static final int MAX_LENGTH = 128;

  private final HttpHandler next;

  public RequestId(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderValues given = exchange.getRequestHeaders().get(LocalReply.X_REQUEST_ID);
    String id;
    if (given != null && given.size() == 1 && isToken(given.getFirst())) {
      id = given.getFirst();
    } else {
      id = RandomHex.digits32();
      exchange.getRequestHeaders().put(LocalReply.X_REQUEST_ID, id);
    }
    RequestContext.of(exchange).requestId(id);
    exchange.getResponseHeaders().put(LocalReply.X_REQUEST_ID, id);
    next.handleRequest(exchange);
  }

  private static boolean isToken(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean harmless =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '~'
              || c == '-';
      if (!harmless) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "request-id";
  }
}
