package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An exception of a handler is our bug: the client learns no more than that, the log all of it. */
public final class ErrorBoundary implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(ErrorBoundary.class);

  private final HttpHandler next;

  public ErrorBoundary(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      next.handleRequest(exchange);
    } catch (Exception | StackOverflowError | AssertionError e) {
      RequestContext context = RequestContext.of(exchange);
      log.error("request {} failed in the gateway", context.requestId(), e);
      context.reply(exchange, FailureKind.INTERNAL_ERROR, e.getClass().getSimpleName());
    }
  }

  @Override
  public String toString() {
    return "error-boundary";
  }
}
