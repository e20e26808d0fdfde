package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** The share of a rule whose backend reference leads nowhere: 500, as Gateway API says. */
public final class UnresolvedBackend implements HttpHandler {
  private final String reason;

  /**
   * @param reason for the access log
   */
  public UnresolvedBackend(String reason) {
    this.reason = reason;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    RequestContext.of(exchange).reply(exchange, FailureKind.BACKEND_UNRESOLVED, reason);
  }

  @Override
  public String toString() {
    return "unresolved(" + reason + ")";
  }
}
