package dev.sluice.dataplane.runtime;

import io.undertow.server.HttpHandler;

/** One reference: a request is pinned to the runtime that it finds here. */
public final class RuntimeSwitch {
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

  /** What serves the requests of a listener, whatever the runtime. */
  HttpHandler at(ListenerId listener) {
    return exchange -> current.at(listener).handleRequest(exchange);
  }
}
