package dev.sluice.dataplane.runtime;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** One reference: a request is pinned to the runtime that it finds here. */
public final class RuntimeSwitch implements HttpHandler {
  private volatile GatewayRuntime current;

  public RuntimeSwitch(GatewayRuntime first) {
    this.current = first;
  }

  public GatewayRuntime current() {
    return current;
  }

  void swap(GatewayRuntime next) {
    current = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    current.handleRequest(exchange);
  }
}
