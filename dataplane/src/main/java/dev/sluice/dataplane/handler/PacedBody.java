package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.conduit.ReadingConduit;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Ends a body that drips in. Only the time in which the gateway waits for the client counts: a slow
 * backend is not the client's fault. No timer runs for a body that is there when it is asked for.
 */
final class PacedBody extends ReadingConduit {
  private final HttpServerExchange exchange;
  private final BodyPace pace;
  private long received;
  private long waitedNanos;
  private long waitingSince;
  private boolean tooSlow;
  private boolean over;
  private XnioExecutor.@Nullable Key timer;

  PacedBody(HttpServerExchange exchange, BodyPace pace, StreamSourceConduit next) {
    super(next);
    this.exchange = exchange;
    this.pace = pace;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (tooSlow) {
      return refuse();
    }
    int count;
    try {
      count = next.read(target);
    } catch (IOException e) {
      stop();
      throw e;
    }
    note(count);
    return count;
  }

  private int refuse() throws RequestBodyException {
    if (over) {
      return -1;
    }
    over = true;
    exchange.setPersistent(false);
    Connectors.terminateRequest(exchange);
    throw new RequestBodyException(
        FailureKind.REQUEST_TIMEOUT, received + " bytes of the body in " + pace.grace());
  }

  private void note(int count) {
    if (count < 0) {
      stop();
    } else if (count == 0) {
      if (waitingSince == 0) {
        waitingSince = System.nanoTime();
      }
      if (timer == null && !over) {
        schedule();
      }
    } else {
      received += count;
      if (waitingSince != 0) {
        waitedNanos += System.nanoTime() - waitingSince;
        waitingSince = 0;
      }
    }
  }

  private void schedule() {
    timer =
        exchange
            .getIoThread()
            .executeAfter(this::look, pace.interval().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    timer = null;
    if (over || exchange.isRequestComplete() || !exchange.getConnection().isOpen()) {
      return;
    }
    long waited = waitedNanos;
    if (waitingSince != 0) {
      waited += System.nanoTime() - waitingSince;
    }
    if (pace.tooSlow(received, waited)) {
      tooSlow = true;
      next.wakeupReads();
    } else {
      schedule();
    }
  }

  private void stop() {
    over = true;
    if (timer != null) {
      timer.remove();
      timer = null;
    }
  }

  @Override
  public void terminateReads() throws IOException {
    stop();
    super.terminateReads();
  }
}
