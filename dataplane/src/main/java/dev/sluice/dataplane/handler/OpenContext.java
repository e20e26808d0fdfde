package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Set;

/**
 * Opens the request's context: the clock of all its timings starts here. The peer is noted here
 * too, so that the log names it for requests that are refused before the client is known.
 */
public final class OpenContext implements HttpHandler {
  private final Set<String> secretParameters;
  private final HttpHandler next;

  /**
   * @param secretParameters of queries: whatever becomes of the request, no log has them
   */
  public OpenContext(Set<String> secretParameters, HttpHandler next) {
    this.secretParameters = secretParameters;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context =
        RequestContext.open(exchange, System.nanoTime(), Peer.of(exchange).text());
    context.secretParameters(secretParameters);
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    return "open-context";
  }
}
