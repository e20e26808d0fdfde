package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.Options;

/**
 * One client's request on its way to a backend, over however many attempts. Owns the deadline and
 * the end: whatever happens, the exchange ends and nothing is left behind.
 */
final class UpstreamRequest implements ExchangeCompletionListener {
  /** A stream without a deadline ends when neither side moved anything for so long. */
  private static final long IDLE_MILLIS = 5 * 60_000;

  private final HttpServerExchange exchange;
  private final RequestContext context;
  private final Upstream upstream;
  private final IoLoop loop;
  private final RequestRelay body;
  private final BodyTap tap;
  private final boolean upgrade;
  private final Timer timer = new Timer(this::timeUp);
  private Attempt attempt;
  private @Nullable Tunnel tunnel;
  private @Nullable NextListener afterTunnel;
  private int attempts;
  private boolean idleLimit;
  private long lastNanos;
  private boolean over;

  UpstreamRequest(
      HttpServerExchange exchange,
      RequestContext context,
      Upstream upstream,
      IoLoop loop,
      RequestFraming framing,
      BodyTap tap,
      UpstreamEndpoint first) {
    this.exchange = exchange;
    this.context = context;
    this.upstream = upstream;
    this.loop = loop;
    this.upgrade = WebSocketUpgrade.requested(exchange);
    attempt = new Attempt(this, first, loop);
    this.tap = tap;
    body = new RequestRelay(exchange, framing, tap, loop, attempt);
  }

  void start(RouteTimeouts timeouts) {
    exchange.addExchangeCompleteListener(this);
    switch (timeouts.request()) {
      case Timeout.None none -> limitIdleness();
      case Timeout.After(long millis) -> {
        long spent = (System.nanoTime() - context.startNanos()) / 1_000_000;
        loop.wheel().schedule(timer, Math.max(1, millis - spent));
      }
    }
    attempts = 1;
    if (!body.framing().hasBody()) {
      tap.end();
    }
    attempt.start(false);
  }

  HttpServerExchange exchange() {
    return exchange;
  }

  RequestContext context() {
    return context;
  }

  RequestRelay body() {
    return body;
  }

  boolean upgrade() {
    return upgrade;
  }

  /** Something moved. */
  void touch() {
    if (idleLimit) {
      lastNanos = System.nanoTime();
    }
  }

  private void limitIdleness() {
    idleLimit = true;
    lastNanos = System.nanoTime();
    loop.wheel().schedule(timer, IDLE_MILLIS);
  }

  private void timeUp() {
    if (idleLimit) {
      long left = IDLE_MILLIS - (System.nanoTime() - lastNanos) / 1_000_000;
      if (left > 0) {
        loop.wheel().schedule(timer, left);
        return;
      }
    }
    boolean clientIsLate = body.awaitsClient();
    attempt.abort();
    if (clientIsLate && !exchange.isResponseStarted()) {
      // Nobody should hold it against the backend that it was never asked in full.
      end(FailureKind.REQUEST_TIMEOUT, "no complete request body in time");
    } else {
      end(FailureKind.UPSTREAM_TIMEOUT, attempt.endpoint() + ": no complete answer in time");
    }
  }

  /** The attempt came to nothing before anything was sent, and through nobody's fault. */
  void chooseAnother() {
    tryAt(EndpointPicker.pick(upstream.endpoints(), attempt.endpoint(), loop), false);
  }

  void failed(Attempt failed, FailureKind kind, String detail) {
    if (over) {
      return;
    }
    boolean again =
        RetryDecision.retry(
            kind,
            attempts,
            body.sent(),
            failed.answered(),
            failed.reused(),
            body.replayable(),
            exchange.getRequestMethod());
    if (!again) {
      end(kind, detail);
      return;
    }
    attempts++;
    // A pool whose connection was dead may hold more such: the second try takes a new one.
    tryAt(EndpointPicker.pick(upstream.endpoints(), failed.endpoint(), loop), failed.reused());
  }

  private void tryAt(@Nullable UpstreamEndpoint endpoint, boolean fresh) {
    if (endpoint == null) {
      end(FailureKind.NO_ENDPOINT, upstream.key() + " has no endpoint");
      return;
    }
    attempt = new Attempt(this, endpoint, loop);
    attempt.start(fresh);
  }

  /** The head of the final response is there: no other attempt will follow. */
  void responseBegins(ResponseHead head, ResponseFraming framing) {
    context.firstByte(System.nanoTime());
    body.forget();
    if (!exchange.isRequestComplete()) {
      // The rest of the request may never be read, so nothing can follow it.
      exchange.setPersistent(false);
    }
    ClientAnswer.apply(head, framing, exchange);
    if (head.first(Headers.CONTENT_TYPE).regionMatches(true, 0, "text/event-stream", 0, 17)) {
      limitIdleness();
    }
  }

  /** The backend opens the tunnel: so do we, once the client has our 101. */
  void tunnel(ResponseHead head, UpstreamConnection to, @Nullable PooledByteBuffer rest) {
    context.firstByte(System.nanoTime());
    context.upgraded(true);
    loop.wheel().cancel(timer);
    exchange.setPersistent(false);
    WebSocketUpgrade.answer(head, exchange);
    var client = (AbstractServerConnection) exchange.getConnection();
    tunnel = new Tunnel(upstream.tunnels(), loop, client, to, rest, this::tunnelClosed);
    // Ends the exchange, see exchangeEvent; 101 has no body.
    var channel = exchange.getResponseChannel();
    try {
      channel.shutdownWrites();
      if (!channel.flush()) {
        channel
            .getWriteSetter()
            .set(ChannelListeners.flushingChannelListener(null, (failed, cause) -> clientGone()));
        channel.resumeWrites();
      }
    } catch (IOException e) {
      clientGone();
    }
  }

  private void tunnelClosed() {
    NextListener next = afterTunnel;
    if (next != null) {
      afterTunnel = null;
      next.proceed();
    }
  }

  /** Ends the exchange with a failure: an answer of our own, or a broken one if it has begun. */
  private void end(FailureKind kind, String detail) {
    if (over) {
      return;
    }
    over = true;
    loop.wheel().cancel(timer);
    body.forget();
    boolean begun = exchange.isResponseStarted();
    FailureKind seen =
        !begun && kind == FailureKind.UPSTREAM_TRUNCATED ? FailureKind.UPSTREAM_RESET : kind;
    if (begun && !exchange.isHttp11()) {
      // Without chunks only a reset tells the client that this is not the end.
      reset();
    }
    if (!begun && !exchange.isRequestComplete()) {
      exchange.setPersistent(false);
    }
    context.reply(exchange, seen, detail);
  }

  private void reset() {
    try {
      exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
    } catch (IOException e) {
      // Then it is an ordinary end.
    }
  }

  /** Whether the client has closed its half, or all. */
  boolean clientEnded() {
    return exchange.getConnection() instanceof AbstractServerConnection connection
        && (!connection.isOpen() || connection.getOriginalSourceConduit().isReadShutdown());
  }

  void clientGone() {
    context.fail(FailureKind.CLIENT_DISCONNECTED, "");
    IoUtils.safeClose(exchange.getConnection());
  }

  /** The client has its answer. */
  void delivered() {
    if (!exchange.isRequestComplete()) {
      // Not persistent any more: the rest is read and forgotten, within the listener's bounds.
      exchange.endExchange();
    }
  }

  /** The exchange is complete, or its connection is gone. */
  @Override
  public void exchangeEvent(HttpServerExchange ended, NextListener next) {
    loop.wheel().cancel(timer);
    if (!over) {
      over = true;
      if (!exchange.getConnection().isOpen()) {
        context.fail(FailureKind.CLIENT_DISCONNECTED, "");
      }
      body.forget();
    }
    attempt.abort();
    body.stop();
    tap.abandoned();
    Tunnel opening = tunnel;
    if (opening != null) {
      tunnel = null;
      afterTunnel = next;
      opening.open();
    } else {
      next.proceed();
    }
  }
}
