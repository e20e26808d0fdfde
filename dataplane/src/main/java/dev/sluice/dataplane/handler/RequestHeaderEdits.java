package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.List;

/** Edits the request's headers in the order remove, set, add. */
public final class RequestHeaderEdits implements HttpHandler {
  private final List<HttpString> remove;
  private final List<HeaderTemplate> set;
  private final List<HeaderTemplate> add;
  private final HttpHandler next;

  public RequestHeaderEdits(HeaderEdits edits, ObjectKey route, HttpHandler next) {
    this.remove = edits.remove().stream().map(HttpString::tryFromString).toList();
    this.set = edits.set().stream().map(value -> new HeaderTemplate(value, route)).toList();
    this.add = edits.add().stream().map(value -> new HeaderTemplate(value, route)).toList();
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    HeaderMap headers = exchange.getRequestHeaders();
    for (HttpString name : remove) {
      headers.remove(name);
    }
    for (HeaderTemplate template : set) {
      headers.put(template.name(), template.render(exchange, context));
    }
    for (HeaderTemplate template : add) {
      headers.add(template.name(), template.render(exchange, context));
    }
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    return "request-headers(remove " + remove + ", set " + set + ", add " + add + ")";
  }
}
