package dev.sluice.dataplane.exchange;

import io.undertow.server.HttpServerExchange;

/**
 * Hears of every decision about who may pass, when it is made. Called on the request's I/O thread,
 * so it must neither block nor throw.
 */
public interface AccessDecisions {
  AccessDecisions NONE = (exchange, context, decision) -> {};

  void decided(HttpServerExchange exchange, RequestContext context, AccessDecision decision);
}
