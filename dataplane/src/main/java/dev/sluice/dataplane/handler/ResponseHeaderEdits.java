package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.List;

/**
 * Edits the answer's headers in the order remove, set, add, at the last moment before they go out:
 * so it is all one whether a backend, a direct response or a redirect made them.
 *
 * <p>Errors of the gateway's own are left alone. What a route says of its answers ({@code
 * Cache-Control}, {@code Content-Type}) is not true of them, and a cache must not keep them.
 */
public final class ResponseHeaderEdits implements HttpHandler, ResponseCommitListener {
  private final List<HttpString> remove;
  private final List<HeaderTemplate> set;
  private final List<HeaderTemplate> add;
  private final HttpHandler next;

  public ResponseHeaderEdits(HeaderEdits edits, ObjectKey route, HttpHandler next) {
    this.remove = edits.remove().stream().map(HttpString::tryFromString).toList();
    this.set = edits.set().stream().map(value -> new HeaderTemplate(value, route)).toList();
    this.add = edits.add().stream().map(value -> new HeaderTemplate(value, route)).toList();
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.addResponseCommitListener(this);
    next.handleRequest(exchange);
  }

  @Override
  public void beforeCommit(HttpServerExchange exchange) {
    RequestContext context = RequestContext.of(exchange);
    if (context.failure() != null) {
      return;
    }
    HeaderMap headers = exchange.getResponseHeaders();
    for (int i = 0; i < remove.size(); i++) {
      headers.remove(remove.get(i));
    }
    for (int i = 0; i < set.size(); i++) {
      headers.put(set.get(i).name(), set.get(i).render(exchange, context));
    }
    for (int i = 0; i < add.size(); i++) {
      headers.add(add.get(i).name(), add.get(i).render(exchange, context));
    }
  }

  @Override
  public String toString() {
    return "response-headers(remove " + remove + ", set " + set + ", add " + add + ")";
  }
}
