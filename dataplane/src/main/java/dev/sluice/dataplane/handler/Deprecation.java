package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.RouteFilter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;

/**
 * Says in every answer, errors included, that what was asked for is going away: {@code Deprecation}
 * (RFC 9745), {@code Sunset} (RFC 8594) and a {@code Link} to the successor. What a backend says
 * under the first two names is replaced; its links stay.
 */
public final class Deprecation implements HttpHandler, ResponseCommitListener {
  private static final HttpString DEPRECATION = HttpString.tryFromString("Deprecation");
  private static final HttpString SUNSET = HttpString.tryFromString("Sunset");
  private static final HttpString LINK = HttpString.tryFromString("Link");

  private final RouteFilter.Deprecate filter;
  private final HttpHandler next;

  public Deprecation(RouteFilter.Deprecate filter, HttpHandler next) {
    this.filter = filter;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext.of(exchange).deprecated(true);
    exchange.addResponseCommitListener(this);
    next.handleRequest(exchange);
  }

  @Override
  public void beforeCommit(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(DEPRECATION, filter.since());
    if (!filter.sunset().isEmpty()) {
      headers.put(SUNSET, filter.sunset());
    }
    if (!filter.link().isEmpty()) {
      headers.add(LINK, filter.link());
    }
  }

  @Override
  public String toString() {
    return "deprecation(" + filter.since() + ")";
  }
}
