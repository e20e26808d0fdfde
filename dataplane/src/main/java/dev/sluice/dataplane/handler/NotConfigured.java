package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** What is served between the opening of the first listener and the first swap. */
public final class NotConfigured implements HttpHandler {
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
    RequestContext.of(exchange).reply(exchange, FailureKind.NOT_CONFIGURED, "");
  }

  @Override
  public String toString() {
    return "not-configured";
  }
}
