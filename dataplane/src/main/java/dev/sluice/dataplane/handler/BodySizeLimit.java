package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/**
 * Refuses bodies that are too large: one that says so before a byte of it is read, a chunked one as
 * soon as it is.
 */
public final class BodySizeLimit implements HttpHandler {
  private final long maxBytes;
  private final HttpHandler next;

  public BodySizeLimit(long maxBytes, HttpHandler next) {
    this.maxBytes = maxBytes;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (!exchange.isRequestComplete()) {
      if (exchange.getRequestContentLength() > maxBytes) {
        RequestContext.of(exchange)
            .reply(exchange, FailureKind.BODY_TOO_LARGE, "limits.maxBodyBytes: " + maxBytes);
        return;
      }
      if (exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
        exchange.addRequestWrapper(
            (factory, wrapped) -> new BoundedBody(wrapped, maxBytes, factory.create()));
      }
    }
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    return "body-size(" + maxBytes + ")";
  }
}
