package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.atomic.LongAdder;

/** Requests and tunnels under way, for the gauge and for the drain. */
public final class ActiveRequests implements ExchangeObserver {
  private final LongAdder active = new LongAdder();

  @Override
  public void began(HttpServerExchange exchange, RequestContext context) {
    active.increment();
  }

  @Override
  public void ended(HttpServerExchange exchange, RequestContext context, long nanos) {
    active.decrement();
  }

  public long count() {
    return active.sum();
  }
}
