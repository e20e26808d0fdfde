package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyLimit;
import dev.sluice.snapshot.RouteTimeouts;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * One client's request on its way to a backend, over however many attempts. Owns the deadline and
 * the end: whatever happens, the exchange ends and nothing is left behind.
 */
final class UpstreamRequest implements ExchangeCompletionListener {
  private final HttpServerExchange exchange;
  private final RequestContext context;
  private final Upstream upstream;
  private final ForwardPolicy policy;
  private final IoLoop loop;
  private final RequestRelay body;
  private final BodyTap tap;
  private final boolean upgrade;
  private final RequestClock clock;
  private final Tries tries;
  private @Nullable ConcurrencyLimit limit;
  private @Nullable TunnelOpening opening;
  private @Nullable UpstreamEndpoint tunnelled;
  private boolean slot;
  private boolean over;

  UpstreamRequest(
      HttpServerExchange exchange,
      RequestContext context,
      Upstream upstream,
      ForwardPolicy policy,
      IoLoop loop,
      RequestFraming framing,
      BodyTap tap,
      UpstreamEndpoint first,
      @Nullable BreakerCall call,
      @Nullable ConcurrencyLimit limit) {
    this.exchange = exchange;
    this.context = context;
    this.upstream = upstream;
    this.policy = policy;
    this.tap = tap;
    this.loop = loop;
    this.upgrade = WebSocketUpgrade.requested(exchange);
    this.limit = limit;
    slot = limit != null;
    body = new RequestRelay(exchange, framing, tap, loop, policy);
    clock = new RequestClock(loop.wheel(), policy.timeouts(), this::timeUp);
    Attempt attempt = new Attempt(this, first, loop, call, body);
    tries = new Tries(this, upstream, policy, loop, clock, attempt);
  }

  void start() {
    exchange.addExchangeCompleteListener(this);
    clock.start(context.startNanos());
    if (!body.framing().hasBody()) {
      tap.end();
    }
    tries.start();
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

  Tries tries() {
    return tries;
  }

  /** Sends the request once more beside the first; it has no body. */
  RequestRelay bodiless() {
    return new RequestRelay(exchange, body.framing(), BodyTap.NONE, loop, policy);
  }

  /** The backend has nothing more to do for it: its slot is another's. */
  void backendDone() {
    if (tunnelled != null) {
      tunnelled.requestEnded();
      tunnelled = null;
    }
    if (slot && limit != null) {
      slot = false;
      limit.leave();
    }
  }

  /**
   * Another backend goes on: its slots count, and those of the first do not any more.
   *
   * @return whether it has one
   */
  boolean movesTo(Upstream other) {
    ConcurrencyLimit next = other.safeguards().limit();
    if (next == limit) {
      return true;
    }
    if (next != null && !next.tryEnter()) {
      return false;
    }
    backendDone();
    limit = next;
    slot = next != null;
    return true;
  }

  boolean upgrade() {
    return upgrade;
  }

  RouteTimeouts timeouts() {
    return policy.timeouts();
  }

  /** Whether a backend may get this request twice. */
  boolean repeats() {
    return policy.decision().repeats(exchange.getRequestMethod());
  }

  /** Something moved. */
  void touch() {
    clock.touch();
  }

  private void timeUp() {
    boolean clientIsLate = body.awaitsClient();
    if (clientIsLate && !exchange.isResponseStarted()) {
      // Nobody should hold it against the backend that it was never asked in full.
      tries.abort();
      end(FailureKind.REQUEST_TIMEOUT, "no complete request body in time");
    } else {
      tries.timeUp();
      end(FailureKind.UPSTREAM_TIMEOUT, tries.lead().endpoint() + ": no complete answer in time");
    }
  }

  void failed(Attempt failed, FailureKind kind, String detail) {
    if (!over) {
      tries.failed(failed, kind, detail);
    }
  }

  /** The head of the final response is there: no other attempt will follow. */
  void responseBegins(ResponseHead head, ResponseFraming framing) {
    context.upstream().firstByte(System.nanoTime());
    body.forget();
    if (!exchange.isRequestComplete()) {
      // The rest of the request may never be read, so nothing can follow it.
      exchange.setPersistent(false);
    }
    ClientAnswer.apply(head, framing, exchange);
    if (head.first(Headers.CONTENT_TYPE).regionMatches(true, 0, "text/event-stream", 0, 17)) {
      tries.lead().unlimited();
      clock.limitIdleness();
    }
  }

  /** The backend opens the tunnel: so do we, once the client has our 101. */
  void tunnel(ResponseHead head, UpstreamConnection to, @Nullable PooledByteBuffer rest) {
    context.upstream().firstByte(System.nanoTime());
    context.upstream().upgraded(true);
    clock.stop();
    exchange.setPersistent(false);
    WebSocketUpgrade.answer(head, exchange);
    tries.lead().hideCredential(exchange.getResponseHeaders());
    // A tunnel is load for as long as it is open.
    UpstreamEndpoint busy = tries.lead().endpoint();
    busy.requestBegan();
    tunnelled = busy;
    var client = (AbstractServerConnection) exchange.getConnection();
    opening =
        new TunnelOpening(
            closed ->
                new Tunnel(
                    upstream.tunnels(),
                    loop,
                    policy.timeouts().idle(),
                    client,
                    to,
                    rest,
                    () -> {
                      backendDone();
                      closed.run();
                    }));
    // Ends the exchange, see exchangeEvent.
    opening.answer(exchange, this::clientGone);
  }

  /** The answer was read, and cannot be given to the client. */
  void broken(Attempt by, FailureKind kind, String detail) {
    if (by == tries.lead()) {
      end(kind, detail);
    }
  }

  /** Ends the exchange with a failure: an answer of our own, or a broken one if it has begun. */
  void end(FailureKind kind, String detail) {
    if (over) {
      return;
    }
    over = true;
    stopTimers();
    body.forget();
    boolean begun = exchange.isResponseStarted();
    FailureKind seen =
        !begun && kind == FailureKind.UPSTREAM_TRUNCATED ? FailureKind.UPSTREAM_RESET : kind;
    if (begun && !exchange.isHttp11()) {
      // Without chunks only a reset tells the client that this is not the end.
      ClientSide.reset(exchange);
    }
    if (!begun && !exchange.isRequestComplete()) {
      exchange.setPersistent(false);
    }
    if (!begun && kind == FailureKind.UPSTREAM_OVERFLOW) {
      Admission.soon(exchange);
    }
    context.reply(exchange, seen, detail);
  }

  /** The breaker is open, and no other backend stands in. */
  void refused(Upstream shut, Breaker open) {
    if (over) {
      return;
    }
    over = true;
    stopTimers();
    body.forget();
    if (!exchange.isRequestComplete()) {
      exchange.setPersistent(false);
    }
    Admission.refuse(exchange, context, shut, open);
  }

  private void stopTimers() {
    clock.stop();
    tries.stopTimers();
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
    stopTimers();
    if (!over) {
      over = true;
      if (!exchange.getConnection().isOpen()) {
        context.fail(FailureKind.CLIENT_DISCONNECTED, "");
      }
      body.forget();
    }
    tries.abort();
    body.stop();
    tap.abandoned();
    TunnelOpening tunnel = opening;
    if (tunnel != null) {
      opening = null;
      tunnel.open(next);
    } else {
      backendDone();
      next.proceed();
    }
  }
}
