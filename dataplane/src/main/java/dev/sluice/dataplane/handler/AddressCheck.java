package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.AddressGate;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Lets clients pass by their address: that behind the proxies which the data plane trusts. */
public final class AddressCheck implements HttpHandler {
  private final AddressGate gate;
  private final HttpHandler next;

  public AddressCheck(AddressGate gate, HttpHandler next) {
    this.gate = gate;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    String refusal = gate.refusal(context.client());
    if (refusal == null) {
      next.handleRequest(exchange);
    } else {
      context.reply(exchange, FailureKind.ADDRESS_DENIED, refusal);
    }
  }

  @Override
  public String toString() {
    return "ip-access(" + gate + ")";
  }
}
