package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Of a rule whose policy of access cannot be had: it is not open by mistake. */
public final class ClosedDoor implements HttpHandler {
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    RequestContext.of(exchange)
        .reply(
            exchange,
            FailureKind.AUTHENTICATION_UNAVAILABLE,
            "the rule's providers or policy of access cannot be used");
  }

  @Override
  public String toString() {
    return "closed";
  }
}
