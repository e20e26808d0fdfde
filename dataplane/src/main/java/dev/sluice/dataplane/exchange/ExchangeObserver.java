package dev.sluice.dataplane.exchange;

import io.undertow.server.HttpServerExchange;

/**
 * Watches requests from the side. Called on the request's I/O thread, so it must neither block nor
 * throw.
 */
public interface ExchangeObserver {

  /** The request head is there and the context is open. */
  default void began(HttpServerExchange exchange, RequestContext context) {}

  /**
   * The response is complete, or the connection is gone, or the tunnel is closed. Called once for
   * each {@link #began}.
   */
  default void ended(HttpServerExchange exchange, RequestContext context, long nanos) {}
}
