package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.LocalReply;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.function.IntSupplier;

/**
 * Sends whoever comes in plain text to the same URL at HTTPS. Only a request that came to a trusted
 * proxy by HTTPS goes on: it could go nowhere better.
 */
public final class HttpsOnly implements HttpHandler {
  private static final HttpString PROTO = HttpString.tryFromString("X-Forwarded-Proto");
  private static final int STANDARD_PORT = 443;

  private final int status;
  private final IntSupplier port;
  private final HttpHandler next;

  /**
   * @param port that clients reach HTTPS at
   */
  public HttpsOnly(int status, IntSupplier port, HttpHandler next) {
    this.status = status;
    this.port = port;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    if ("https".equals(exchange.getRequestHeaders().getFirst(PROTO))) {
      next.handleRequest(exchange);
      return;
    }
    if (context.host().isEmpty()) {
      context.reply(exchange, FailureKind.INVALID_HOST, "no Host, and so no URL to lead to");
      return;
    }
    String query = exchange.getQueryString();
    if (!UrlText.isVisible(query)) {
      context.reply(exchange, FailureKind.MALFORMED_REQUEST, "a character that no URL has");
      return;
    }
    int to = port.getAsInt();
    exchange.setStatusCode(status);
    exchange
        .getResponseHeaders()
        .put(
            Headers.LOCATION,
            "https://"
                + context.host()
                + (to == STANDARD_PORT ? "" : ":" + to)
                + context.path()
                + (query.isEmpty() ? "" : "?" + query));
    LocalReply.endWithoutBody(exchange);
  }

  @Override
  public String toString() {
    return "https-only(" + status + ")";
  }
}
