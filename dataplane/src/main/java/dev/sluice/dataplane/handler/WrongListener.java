package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Serves connections whose listener is gone: what they may reach, nobody can tell any more. */
public final class WrongListener implements HttpHandler {
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    RequestContext.of(exchange)
        .reply(exchange, FailureKind.MISDIRECTED_REQUEST, "the listener is gone");
  }

  @Override
  public String toString() {
    return "wrong-listener";
  }
}
