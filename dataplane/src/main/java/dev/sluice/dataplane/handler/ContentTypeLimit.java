package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;

/**
 * Lets only bodies of these media types in: one {@code Content-Type}, and one of these. A request
 * without a body passes.
 */
public final class ContentTypeLimit implements HttpHandler {
  private final List<String> names;
  private final MediaTypes types;
  private final HttpHandler next;

  /**
   * @param names in lower case, without parameters; a subtype may be {@code *}
   */
  public ContentTypeLimit(List<String> names, HttpHandler next) {
    this.names = List.copyOf(names);
    this.types = new MediaTypes(names);
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.isRequestComplete() || allowed(exchange)) {
      next.handleRequest(exchange);
      return;
    }
    // The body stays unread, so that nothing can follow it.
    exchange.setPersistent(false);
    RequestContext.of(exchange)
        .reply(exchange, FailureKind.UNSUPPORTED_MEDIA_TYPE, "limits.contentTypes: " + names);
  }

  private boolean allowed(HttpServerExchange exchange) {
    HeaderValues type = exchange.getRequestHeaders().get(Headers.CONTENT_TYPE);
    return type != null && type.size() == 1 && types.contain(type.getFirst());
  }

  @Override
  public String toString() {
    return "content-types" + names;
  }
}
