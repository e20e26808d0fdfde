package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;

/**
 * Tells the observers of begin and end. Later handlers may hold the end back: a tunnel does so
 * until it is closed.
 */
public final class Observation implements HttpHandler, ExchangeCompletionListener {
  private final ExchangeObserver[] observers;
  private final HttpHandler next;

  public Observation(List<ExchangeObserver> observers, HttpHandler next) {
    this.observers = observers.toArray(ExchangeObserver[]::new);
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    for (ExchangeObserver observer : observers) {
      observer.began(exchange, context);
    }
    exchange.addExchangeCompleteListener(this);
    next.handleRequest(exchange);
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    RequestContext context = RequestContext.of(exchange);
    long nanos = System.nanoTime() - context.startNanos();
    for (ExchangeObserver observer : observers) {
      observer.ended(exchange, context, nanos);
    }
    nextListener.proceed();
  }

  @Override
  public String toString() {
    return "observe";
  }
}
