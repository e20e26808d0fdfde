package dev.sluice.dataplane.listener;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** Tells a connection when it serves a request, and during a drain that it is its last. */
final class RequestMarker implements HttpHandler, ExchangeCompletionListener {
  private final HttpHandler next;
  private volatile boolean draining;

  RequestMarker(HttpHandler next) {
    this.next = next;
  }

  void drain() {
    draining = true;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    AcceptedConnection accepted = accepted(exchange);
    if (accepted != null) {
      accepted.began(exchange);
      exchange.addExchangeCompleteListener(this);
    }
    if (draining) {
      exchange.setPersistent(false);
    }
    next.handleRequest(exchange);
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    AcceptedConnection accepted = accepted(exchange);
    if (accepted != null) {
      PooledByteBuffer extra =
          ((AbstractServerConnection) exchange.getConnection()).getExtraBytes();
      // Behind the last request of a connection nothing is a request.
      accepted.ended(extra == null || !exchange.isPersistent() ? null : extra.getBuffer());
    }
    nextListener.proceed();
  }

  private static @Nullable AcceptedConnection accepted(HttpServerExchange exchange) {
    return exchange.getConnection() instanceof AbstractServerConnection connection
            && connection.getOriginalSourceConduit() instanceof LazySource source
        ? source.accepted()
        : null;
  }

  @Override
  public String toString() {
    return "marker";
  }
}
