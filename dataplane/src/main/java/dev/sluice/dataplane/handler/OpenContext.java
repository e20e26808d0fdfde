package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/**
 * Opens the request's context: the clock of all its timings starts here. The peer is noted here
 * too, so that the log names it for requests that are refused before the client is known.
 */
public final class OpenContext implements HttpHandler {
  private final HttpHandler next;

  public OpenContext(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext.open(exchange, System.nanoTime()).peerAddress(Peer.of(exchange).text());
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    return "open-context";
  }
}
