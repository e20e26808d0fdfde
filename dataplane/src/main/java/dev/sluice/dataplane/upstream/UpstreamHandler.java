package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.RouteTimeouts;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/**
 * The end of a rule's chain: sends the request to an endpoint of the backend and its answer back.
 *
 * <p>Forwards the method, {@link RequestContext#path()} with the query, and the exchange's request
 * headers as they are by now, without those that are hop by hop. Needs an open {@link
 * RequestContext}.
 */
public final class UpstreamHandler implements HttpHandler {
  private final Upstream upstream;
  private final RouteTimeouts timeouts;

  public UpstreamHandler(Upstream upstream, RouteTimeouts timeouts) {
    this.upstream = upstream;
    this.timeouts = timeouts;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    RequestContext.of(exchange).reply(exchange, FailureKind.NO_ENDPOINT, "");
  }

  @Override
  public String toString() {
    return "upstream(" + upstream.key() + ", " + timeouts + ")";
  }
}
