package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Notes that a request has passed all that decides who may. */
public final class Admitted implements HttpHandler {
  private final HttpHandler next;

  public Admitted(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    AccessDecision.PASSED.tell(exchange, RequestContext.of(exchange));
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    return "admitted";
  }
}
