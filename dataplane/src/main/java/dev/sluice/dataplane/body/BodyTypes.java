package dev.sluice.dataplane.body;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.handler.MediaTypes;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;

/**
 * Lets no body pass that goes around the rules for bodies by its type: none of a type that nobody
 * judges, and none in a coding that hides it.
 */
public final class BodyTypes implements HttpHandler {
  private final boolean json;
  private final List<String> names;
  private final MediaTypes types;
  private final HttpHandler next;

  /**
   * @param json whether JSON passes, for there is a schema for it
   * @param names of the others, as in {@code limits.contentTypes}
   */
  public BodyTypes(boolean json, List<String> names, HttpHandler next) {
    this.json = json;
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
        .reply(
            exchange,
            FailureKind.UNSUPPORTED_MEDIA_TYPE,
            "limits judge " + (json ? "JSON " : "") + names);
  }

  private boolean allowed(HttpServerExchange exchange) {
    HeaderValues type = exchange.getRequestHeaders().get(Headers.CONTENT_TYPE);
    return type != null
        && type.size() == 1
        && ((json && JsonType.of(exchange)) || types.contain(type.getFirst()));
  }

  @Override
  public String toString() {
    return "body-types(" + (json ? "JSON " : "") + names + ")";
  }
}
