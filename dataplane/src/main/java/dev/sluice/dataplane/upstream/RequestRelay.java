package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Expectation;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request: its head, then its body as the client delivers it. The slower side sets the
 * pace. May begin again over another connection if {@link #replayable}.
 */
final class RequestRelay {
  /** Who is told how it goes. */
  interface Listener {
    /** Some of it was handed to the socket. */
    void requestMoved();

    /** The last byte is handed to the socket. */
    void requestSent();

    /** The backend does not take it. */
    void upstreamRefuses(IOException cause);

    /** The client does not deliver it, or not in a form that can be forwarded. */
    void clientFails(IOException cause);
  }

  private final RequestFraming framing;
  private final IoLoop loop;
  private final @Nullable RequestBody body;
  private @Nullable Listener listener;
  private @Nullable Timer patience;
  private @Nullable UpstreamConnection connection;
  private @Nullable ByteBuffer head;
  private boolean sent;
  private boolean complete;
  private boolean stopped;

  RequestRelay(
      HttpServerExchange exchange,
      RequestFraming framing,
      BodyTap tap,
      IoLoop loop,
      ForwardPolicy policy) {
    this.framing = framing;
    this.loop = loop;
    body =
        framing.hasBody()
            ? new RequestBody(
                exchange,
                framing,
                tap,
                policy.decision().repeats(exchange.getRequestMethod()),
                policy.maxReplayBytes(),
                this)
            : null;
  }

  RequestFraming framing() {
    return framing;
  }

  private Listener told() {
    return Objects.requireNonNull(listener, "nothing has begun");
  }

  /** Whether any byte was handed to the socket of the current attempt. */
  boolean sent() {
    return sent;
  }

  boolean complete() {
    return complete;
  }

  /** Whether all that came was sent, and the next move is the client's. */
  boolean awaitsClient() {
    return body != null
        && connection != null
        && head == null
        && body.awaitsClient()
        && !waitsForContinue();
  }

  /** For how long it has waited for the client; 0 while it does not. */
  long pauseNanos() {
    ClientPauses pauses = body == null || !awaitsClient() ? null : body.pauses();
    return pauses == null ? 0 : pauses.underWay();
  }

  /** When the client last moved after a pause; the same as given if that is later. */
  long resumedAfter(long since) {
    ClientPauses pauses = body == null ? null : body.pauses();
    return pauses == null ? since : pauses.endedAfter(since);
  }

  private boolean waitsForContinue() {
    return patience != null && patience.scheduled;
  }

  /** Whether all can be sent again. */
  boolean replayable() {
    return body == null || body.replayable();
  }

  /** Sends over this connection, from the start. */
  void begin(UpstreamConnection to, ByteBuffer requestHead, Listener newListener) {
    connection = to;
    head = requestHead;
    listener = newListener;
    again();
    stopped = false;
    if (body != null) {
      body.rewind();
      if (Expectation.of(body.exchange())) {
        patience = new Timer(this::continueBody);
        loop.wheel().schedule(patience, Expectation.PATIENCE_MILLIS);
      }
    }
    pump();
  }

  /** Another try begins: of it nothing is sent. */
  void again() {
    sent = false;
    complete = false;
  }

  /** The backend wants the body, or the wait for its word is over. */
  void continueBody() {
    stopWaiting();
    if (stopped || complete || body == null || !Expectation.of(body.exchange())) {
      return;
    }
    try {
      Expectation.fulfil(body.exchange());
    } catch (IOException e) {
      told().clientFails(e);
      return;
    }
    pump();
  }

  private void stopWaiting() {
    if (patience != null) {
      loop.wheel().cancel(patience);
    }
  }

  void writable() {
    pump();
  }

  /** The client has more. */
  void clientReady() {
    pump();
  }

  private void pump() {
    while (!stopped && !complete) {
      boolean ready;
      try {
        ready = fill();
      } catch (IOException e) {
        stop();
        told().clientFails(e);
        return;
      }
      if (stopped) {
        return;
      }
      try {
        if (!drain()) {
          park();
          return;
        }
      } catch (IOException e) {
        stop();
        told().upstreamRefuses(e);
        return;
      }
      if (body == null || body.ended()) {
        finish();
      } else if (!ready) {
        return;
      }
    }
  }

  /** Whether there is something to send behind the head, or the body is at its end. */
  private boolean fill() throws IOException {
    if (body == null) {
      return true;
    }
    if (waitsForContinue()) {
      return false;
    }
    if (Expectation.of(body.exchange())) {
      Expectation.fulfil(body.exchange());
    }
    return body.fill();
  }

  /** Whether all that is at hand was taken. */
  private boolean drain() throws IOException {
    UpstreamConnection to = connection;
    if (to == null) {
      return false;
    }
    ByteBuffer first = head;
    ByteBuffer second = body == null ? null : body.data();
    if (first != null && second != null && second.position() >= first.remaining()) {
      prepend(first, second);
      first = null;
      head = null;
    }
    while (first != null || second != null) {
      long count = to.write(first, second);
      sent |= count > 0;
      told().requestMoved();
      if (first != null && !first.hasRemaining()) {
        first = null;
        head = null;
      }
      if (second != null && !second.hasRemaining()) {
        second = null;
      }
      if (count == 0) {
        return false;
      }
    }
    return true;
  }

  /** What stands before the data in its buffer is free: so both leave in one piece. */
  private static void prepend(ByteBuffer first, ByteBuffer data) {
    int start = data.position() - first.remaining();
    data.put(start, first, first.position(), first.remaining()).position(start);
  }

  /** Waits for the backend. */
  private void park() {
    if (head != null) {
      // The head lies in a place that the next request will use.
      ByteBuffer copy = ByteBuffer.allocate(head.remaining());
      head = copy.put(head).flip();
    }
    if (body != null) {
      body.suspend();
    }
    if (connection != null) {
      connection.resumeWrites();
    }
  }

  private void finish() {
    complete = true;
    if (connection != null) {
      connection.suspendWrites();
    }
    if (body != null) {
      body.passed();
    }
    told().requestSent();
  }

  /** Sends no more. What the client still delivers stays unread. */
  void stop() {
    stopped = true;
    stopWaiting();
    if (connection != null && !complete) {
      connection.suspendWrites();
    }
    connection = null;
    head = null;
    if (body != null) {
      body.halt();
    }
  }

  /** No other attempt will follow. */
  void forget() {
    if (body != null) {
      body.forget();
      if (complete || stopped) {
        body.passed();
      }
    }
  }
}
