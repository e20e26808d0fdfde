package dev.sluice.dataplane.handler;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** Whoever reads the body reads it strictly and not for ever. Costs nothing without a body. */
public final class RequestBodyGuard implements HttpHandler {
  private final BodyPace pace;
  private final HttpHandler next;

  public RequestBodyGuard(BodyPace pace, HttpHandler next) {
    this.pace = pace;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (!exchange.isRequestComplete()) {
      boolean chunked = exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING);
      exchange.addRequestWrapper(
          (factory, wrapped) ->
              new PacedBody(wrapped, pace, chunked ? ChunkedBody.of(wrapped) : factory.create()));
    }
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    return "body-guard";
  }
}
