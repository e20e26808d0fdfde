package dev.sluice.dataplane.handler;

import io.undertow.server.HttpHandler;

/**
 * While the process drains, each answer is the last on its connection: clients go elsewhere by
 * themselves and no request is refused. Outlives snapshots.
 */
public final class DrainGate {
  private volatile boolean draining;

  /** From now on connections end after the answer. There is no way back. */
  public void drain() {
    draining = true;
  }

  public boolean draining() {
    return draining;
  }

  public HttpHandler before(HttpHandler next) {
    return exchange -> {
      if (draining) {
        exchange.setPersistent(false);
      }
      next.handleRequest(exchange);
    };
  }
}
