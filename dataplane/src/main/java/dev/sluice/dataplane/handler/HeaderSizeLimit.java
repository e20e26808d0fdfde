package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Requests with more header fields than their rule takes are answered with 431 (RFC 6585). */
public final class HeaderSizeLimit implements HttpHandler {
  private final long most;
  private final HttpHandler next;

  /**
   * @param most as in {@link RequestContext#headerBytes()}
   */
  public HeaderSizeLimit(long most, HttpHandler next) {
    this.most = most;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    int bytes = context.headerBytes();
    if (bytes > most) {
      context.reply(
          exchange,
          FailureKind.HEADERS_TOO_LARGE,
          bytes + " bytes of header fields, and the rule takes " + most);
    } else {
      next.handleRequest(exchange);
    }
  }

  @Override
  public String toString() {
    return "header size(" + most + ")";
  }
}
