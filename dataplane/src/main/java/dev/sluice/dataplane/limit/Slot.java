package dev.sluice.dataplane.limit;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;

/** A place among the requests under way, until the exchange ends, in whatever way it ends. */
final class Slot implements ExchangeCompletionListener {
  private final SlotAsk ask;

  private Slot(SlotAsk ask) {
    this.ask = ask;
  }

  /**
   * Of every place that was taken. Listeners that are added later are told first, and that of a
   * tunnel lets the others know when the tunnel closes.
   */
  static void releaseAtEnd(Decision decision) {
    for (int i = 0; i < decision.asks().size(); i++) {
      if (decision.asks().get(i) instanceof SlotAsk ask && ask.granted()) {
        decision.exchange().addExchangeCompleteListener(new Slot(ask));
      }
    }
  }

  @Override
  public void exchangeEvent(HttpServerExchange ended, NextListener next) {
    ask.giveBack(0);
    next.proceed();
  }
}
