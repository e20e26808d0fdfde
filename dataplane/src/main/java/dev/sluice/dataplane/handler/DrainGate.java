package dev.sluice.dataplane.handler;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/**
 * While the process drains, each answer is the last on its connection: clients go elsewhere by
 * themselves and no request is refused. Outlives snapshots.
 */
public final class DrainGate implements HttpHandler {
  private final HttpHandler next;
  private volatile boolean draining;

  public DrainGate(HttpHandler next) {
    this.next = next;
  }

  /** From now on connections end after the answer. There is no way back. */
  public void drain() {
    draining = true;
  }

  public boolean draining() {
    return draining;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (draining) {
      exchange.setPersistent(false);
    }
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    return "drain-gate";
  }
}
