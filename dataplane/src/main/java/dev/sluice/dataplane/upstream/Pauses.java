package dev.sluice.dataplane.upstream;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;

/** Lets requests wait without a thread: on the timing wheel of the I/O thread that has them. */
public final class Pauses {
  private final IoLoops loops;

  Pauses(IoLoops loops) {
    this.loops = loops;
  }

  /**
   * Hands the exchange on later, on its I/O thread; never, if the client leaves before.
   *
   * @param millis 1 or more
   */
  public void pause(HttpServerExchange exchange, long millis, HttpHandler next) {
    // Once the stack of handlers is left: until then the exchange must not go on elsewhere.
    exchange.dispatch(
        exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
        () -> {
          TimingWheel wheel = loops.current().wheel();
          Timer timer = new Timer(() -> resume(exchange, next));
          exchange.addExchangeCompleteListener(
              (HttpServerExchange ended, ExchangeCompletionListener.NextListener after) -> {
                wheel.cancel(timer);
                after.proceed();
              });
          wheel.schedule(timer, millis);
        });
  }

  private static void resume(HttpServerExchange exchange, HttpHandler next) {
    // Not within a call any more, so this runs at once, as a chain of its own.
    exchange.dispatch(SameThreadExecutor.INSTANCE, next);
  }
}
