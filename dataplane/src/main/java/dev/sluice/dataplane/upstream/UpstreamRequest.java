package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import dev.sluice.snapshot.RouteTimeouts;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Instant;
import java.util.List;
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
  private Attempt attempt;
  private @Nullable Retries retries;
  private @Nullable TunnelOpening opening;
  private int tries;
  private int deadOnes;
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
      @Nullable BreakerCall call) {
    this.exchange = exchange;
    this.context = context;
    this.upstream = upstream;
    this.policy = policy;
    this.tap = tap;
    this.loop = loop;
    this.upgrade = WebSocketUpgrade.requested(exchange);
    attempt = new Attempt(this, first, loop, call);
    body = new RequestRelay(exchange, framing, tap, loop, policy, attempt);
    clock = new RequestClock(loop.wheel(), policy.timeouts(), this::timeUp);
  }

  void start() {
    exchange.addExchangeCompleteListener(this);
    clock.start(context.startNanos());
    tries = 1;
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
      attempt.abort();
      end(FailureKind.REQUEST_TIMEOUT, "no complete request body in time");
    } else {
      if (!attempt.ended()) {
        attempt.blame(FailureKind.UPSTREAM_TIMEOUT);
      }
      attempt.abort();
      end(FailureKind.UPSTREAM_TIMEOUT, attempt.endpoint() + ": no complete answer in time");
    }
  }

  /** The attempt came to nothing before anything was sent, and through nobody's fault. */
  void chooseAnother() {
    tryAnother(List.of(attempt.endpoint()), false);
  }

  void failed(Attempt failed, FailureKind kind, String detail) {
    if (over) {
      return;
    }
    boolean dead = failed.reused() && kind == FailureKind.UPSTREAM_RESET;
    // A pooled connection found dead says nothing of the backend: that is no reason to wait.
    long wait = dead ? 0 : policy.backoff().millis(tries);
    if (policy
            .decision()
            .failure(
                kind,
                tries - deadOnes,
                body.sent(),
                failed.answered(),
                failed.reused(),
                body.replayable(),
                exchange.getRequestMethod())
        && clock.allows(wait)
        && upstream.safeguards().open()) {
      // It was as good as none, and uses no try up: the next takes a new connection.
      deadOnes += dead ? 1 : 0;
      retry(failed, wait, dead);
    } else {
      end(kind, detail);
    }
  }

  /**
   * The head of an answer is there.
   *
   * @param whole whether the connection is good for more when this answer is dropped
   * @return whether it is dropped and another try follows
   */
  boolean triesAgain(Attempt answered, ResponseHead head, boolean whole) {
    if (!policy
        .decision()
        .status(head.status(), tries, body.replayable(), exchange.getRequestMethod())) {
      return false;
    }
    long asked = RetryAfter.millis(head.first(Headers.RETRY_AFTER), Instant.now());
    long wait = Math.max(asked, policy.backoff().millis(tries));
    if (asked > policy.honourRetryAfterMillis()
        || !clock.allows(wait)
        || !upstream.safeguards().open()) {
      return false;
    }
    answered.answerRead(whole);
    body.stop();
    retry(answered, wait, false);
    return true;
  }

  private void retry(Attempt failed, long wait, boolean fresh) {
    tries++;
    Retries further = retries;
    if (further == null) {
      further = new Retries(loop.wheel(), this::tryAnother);
      retries = further;
    }
    further.after(wait, failed.endpoint(), fresh);
  }

  private void tryAnother(List<UpstreamEndpoint> tried, boolean fresh) {
    // Who serves may have changed since the last try.
    Upstream serving = upstream.choice().serving();
    context.backend(serving.key());
    EndpointChoice choice = serving.choice();
    tryAt(choice.another(loop, choice.key(exchange, context), tried), fresh);
  }

  private void tryAt(@Nullable UpstreamEndpoint endpoint, boolean fresh) {
    if (endpoint == null) {
      end(upstream.nowhere(), upstream.nowhereWords());
      return;
    }
    Breaker breaker = endpoint.upstream().safeguards().breaker();
    BreakerCall call = breaker == null ? null : breaker.admit();
    if (breaker != null && call == null) {
      Admission.retryAfter(exchange, breaker);
      end(FailureKind.BREAKER_OPEN, endpoint.upstream().key() + " is given a rest");
      return;
    }
    body.again();
    attempt = new Attempt(this, endpoint, loop, call);
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
      attempt.unlimited();
      clock.limitIdleness();
    }
  }

  /** The backend opens the tunnel: so do we, once the client has our 101. */
  void tunnel(ResponseHead head, UpstreamConnection to, @Nullable PooledByteBuffer rest) {
    context.firstByte(System.nanoTime());
    context.upgraded(true);
    clock.stop();
    exchange.setPersistent(false);
    WebSocketUpgrade.answer(head, exchange);
    var client = (AbstractServerConnection) exchange.getConnection();
    opening =
        new TunnelOpening(
            closed ->
                new Tunnel(
                    upstream.tunnels(), loop, policy.timeouts().idle(), client, to, rest, closed));
    // Ends the exchange, see exchangeEvent.
    opening.answer(exchange, this::clientGone);
  }

  /** The answer was read, and cannot be given to the client. */
  void broken(Attempt by, FailureKind kind, String detail) {
    if (by == attempt) {
      end(kind, detail);
    }
  }

  /** Ends the exchange with a failure: an answer of our own, or a broken one if it has begun. */
  private void end(FailureKind kind, String detail) {
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
    context.reply(exchange, seen, detail);
  }

  private void stopTimers() {
    clock.stop();
    if (retries != null) {
      retries.cancel();
    }
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
    attempt.abort();
    body.stop();
    tap.abandoned();
    TunnelOpening tunnel = opening;
    if (tunnel != null) {
      opening = null;
      tunnel.open(next);
    } else {
      next.proceed();
    }
  }
}
