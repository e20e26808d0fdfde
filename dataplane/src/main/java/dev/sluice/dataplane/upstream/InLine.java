package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyLimit;
import dev.sluice.dataplane.upstream.concurrency.PlaceInLine;
import dev.sluice.snapshot.Timeout;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that waits for a slot of its backend: until it gets one, its time is up or its client
 * leaves. Nothing of its body is read meanwhile.
 */
final class InLine implements ExchangeCompletionListener {
  private static final Logger LOG = LoggerFactory.getLogger(InLine.class);

  private final HttpServerExchange exchange;
  private final ConcurrencyLimit limit;
  private final IoLoop loop;
  private final Runnable admitted;
  private final Timer deadline;
  private @Nullable PlaceInLine place;
  private boolean over;

  private InLine(
      HttpServerExchange exchange,
      ConcurrencyLimit limit,
      IoLoop loop,
      Runnable admitted,
      Runnable timeUp) {
    this.exchange = exchange;
    this.limit = limit;
    this.loop = loop;
    this.admitted = admitted;
    deadline =
        new Timer(
            () -> {
              if (leave()) {
                timeUp.run();
              }
            });
  }

  /**
   * @param request its time limit
   * @param admitted called later on this thread, with a slot
   * @param timeUp called instead, without one
   * @return whether there was room; else nothing is called
   */
  static boolean join(
      HttpServerExchange exchange,
      Timeout request,
      ConcurrencyLimit limit,
      IoLoop loop,
      Runnable admitted,
      Runnable timeUp) {
    InLine waiting = new InLine(exchange, limit, loop, admitted, timeUp);
    PlaceInLine place = limit.join(() -> loop.thread().execute(waiting::admitted));
    if (place == null) {
      return false;
    }
    waiting.place = place;
    exchange.addExchangeCompleteListener(waiting);
    if (request instanceof Timeout.After(long millis)) {
      long waited = (System.nanoTime() - RequestContext.of(exchange).startNanos()) / 1_000_000;
      loop.wheel().schedule(waiting.deadline, Math.max(1, millis - waited));
    }
    return true;
  }

  private void admitted() {
    if (over) {
      limit.leave();
      return;
    }
    over = true;
    loop.wheel().cancel(deadline);
    try {
      admitted.run();
    } catch (RuntimeException | Error e) {
      // Not within the chain any more: nobody else would end the exchange.
      LOG.error("a request that waited for its turn failed", e);
      RequestContext.of(exchange).reply(exchange, FailureKind.INTERNAL_ERROR, e.toString());
    }
  }

  /** Whether it did still wait, and does not any more. */
  private boolean leave() {
    if (over) {
      return false;
    }
    over = true;
    loop.wheel().cancel(deadline);
    if (place != null) {
      // If it has a slot already, whoever brings it finds that this is over.
      place.leave();
    }
    return true;
  }

  @Override
  public void exchangeEvent(HttpServerExchange ended, NextListener next) {
    leave();
    next.proceed();
  }
}
