package dev.sluice.dataplane.body;

import dev.sluice.dataplane.body.judge.BodyMemory;
import dev.sluice.dataplane.body.judge.HeldBytes;
import dev.sluice.dataplane.exchange.Expectation;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import dev.sluice.snapshot.Timeout;
import io.undertow.server.Connectors;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * A body that is read whole before anybody gets it, on the request's I/O thread and within bounds
 * of its own and of all bodies together. Whoever forwards it afterwards reads the same bytes again.
 * However the exchange ends, the memory is given back.
 */
final class CollectedBody {
  private static final int PIECE = 16 * 1024;
  private static final int FIRST_PIECE = 4 * 1024;

  private final HttpServerExchange exchange;
  private final RequestContext context;
  private final BodyMemory memory;
  private final int max;
  private final Runnable whole;
  private final List<HeldBytes> pieces = new ArrayList<>();
  private @Nullable StreamSourceChannel client;
  private XnioExecutor.@Nullable Key timer;
  private int size;
  private boolean over;

  /**
   * @param max a longer one is answered with 413
   * @param whole called once all of it is here
   */
  CollectedBody(HttpServerExchange exchange, BodyMemory memory, int max, Runnable whole) {
    this.exchange = exchange;
    this.context = RequestContext.of(exchange);
    this.memory = memory;
    this.max = max;
    this.whole = whole;
  }

  /**
   * @param limit of the whole request
   */
  void start(Timeout limit) {
    exchange.addExchangeCompleteListener(this::ended);
    if (Expectation.of(exchange)) {
      try {
        Expectation.fulfil(exchange);
      } catch (IOException e) {
        gone();
        return;
      }
      // The backend is not asked: the body is here when it is.
      exchange.getRequestHeaders().remove(Headers.EXPECT);
    }
    client = Objects.requireNonNull(exchange.getRequestChannel(), "nobody has read the body");
    read();
    if (!over && limit instanceof Timeout.After(long millis)) {
      long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - context.startNanos());
      timer =
          exchange
              .getIoThread()
              .executeAfter(this::late, Math.max(0, millis - passed), TimeUnit.MILLISECONDS);
    }
  }

  int size() {
    return size;
  }

  /** A copy, for whoever looks at it on another thread. */
  byte[] bytes() {
    byte[] bytes = new byte[size];
    int at = 0;
    for (HeldBytes piece : pieces) {
      ByteBuffer held = piece.getBuffer();
      held.get(0, bytes, at, held.position());
      at += held.position();
    }
    return bytes;
  }

  /** The next who asks the exchange for its body gets this one. */
  void giveBack() {
    if (size > 0) {
      pieces.forEach(piece -> piece.getBuffer().flip());
      Connectors.ungetRequestBytes(exchange, pieces.toArray(HeldBytes[]::new));
      Connectors.resetRequestChannel(exchange);
    }
  }

  /** Nobody gets it. */
  void drop() {
    context.received(size);
    free();
  }

  private void free() {
    pieces.forEach(HeldBytes::close);
    pieces.clear();
  }

  private void read() {
    StreamSourceChannel from = Objects.requireNonNull(client);
    try {
      while (!over) {
        ByteBuffer room = room();
        if (room == null) {
          refuse(FailureKind.OVERLOADED, "no memory for another body");
          return;
        }
        int count = from.read(room);
        if (over) {
          return;
        }
        if (count < 0) {
          stop();
          whole.run();
        } else if (count == 0) {
          from.getReadSetter().set(source -> read());
          from.resumeReads();
          return;
        } else if ((size += count) > max) {
          refuse(FailureKind.BODY_TOO_LARGE, "collected: " + max);
        }
      }
    } catch (RequestBodyException e) {
      refuse(e.kind(), "request body: " + e.getMessage());
    } catch (IOException e) {
      gone();
    }
  }

  /** Null if there is none. */
  private @Nullable ByteBuffer room() {
    if (!pieces.isEmpty() && pieces.getLast().getBuffer().hasRemaining()) {
      return pieces.getLast().getBuffer();
    }
    long said = exchange.getRequestContentLength();
    int wanted = pieces.isEmpty() ? FIRST_PIECE : PIECE;
    if (said >= 0) {
      // One byte more, so that the end is seen without another piece.
      wanted = (int) Math.clamp(said - size + 1, 1, PIECE);
    }
    if (!memory.take(wanted)) {
      return null;
    }
    HeldBytes piece = new HeldBytes(wanted, memory);
    pieces.add(piece);
    return piece.getBuffer();
  }

  private void late() {
    if (!over) {
      refuse(FailureKind.REQUEST_TIMEOUT, "no complete request body in time");
    }
  }

  private void refuse(FailureKind kind, String detail) {
    stop();
    drop();
    exchange.setPersistent(false);
    context.reply(exchange, kind, detail);
  }

  private void gone() {
    stop();
    drop();
    context.fail(FailureKind.CLIENT_DISCONNECTED, "");
    IoUtils.safeClose(exchange.getConnection());
  }

  private void stop() {
    over = true;
    if (client != null) {
      client.suspendReads();
    }
    if (timer != null) {
      timer.remove();
      timer = null;
    }
  }

  private void ended(HttpServerExchange done, ExchangeCompletionListener.NextListener next) {
    if (!over) {
      stop();
    }
    free();
    next.proceed();
  }
}
