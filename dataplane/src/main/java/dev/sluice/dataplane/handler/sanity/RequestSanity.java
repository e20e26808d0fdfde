package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Runs one check; the first that refuses ends the request. */
public final class RequestSanity implements HttpHandler {
  private final RequestCheck check;
  private final HttpHandler next;

  public RequestSanity(RequestCheck check, HttpHandler next) {
    this.check = check;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    switch (check.check(exchange, context)) {
      case RequestCheck.Pass pass -> next.handleRequest(exchange);
      case RequestCheck.Refuse refuse -> context.reply(exchange, refuse.kind(), refuse.detail());
    }
  }

  @Override
  public String toString() {
    return check.getClass().getSimpleName();
  }
}
