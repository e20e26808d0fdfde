package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyLimit;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.RoutePolicies;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a rule's chain: sends the request to an endpoint of the backend and its answer back,
 * on the I/O thread that accepted it.
 *
 * <p>Forwards the method, {@link RequestContext#forwardedPath()} with the query, and the exchange's
 * request headers as they are by now, without those that are hop by hop; {@code Host} is among
 * them. Interim responses, the backend's reason phrase, its {@code Server} header and trailers of
 * both directions are dropped. WebSocket upgrades are passed through, others are not.
 *
 * <p>Needs an open {@link RequestContext}. Never throws; ends the exchange in every case.
 */
public final class UpstreamHandler implements HttpHandler {
  private final Upstream upstream;
  private final ForwardPolicy policy;
  private final Optional<Mirror> mirror;

  /** Without copies. */
  public UpstreamHandler(Upstream upstream, RoutePolicies policies) {
    this(upstream, policies, Optional.empty());
  }

  /**
   * @param mirror where copies of these requests go besides
   */
  public UpstreamHandler(Upstream upstream, RoutePolicies policies, Optional<Mirror> mirror) {
    this.upstream = upstream;
    policy = ForwardPolicy.of(policies);
    if (policies.hedge() instanceof Hedge.AfterPercentile) {
      upstream.safeguards().watchLatencies();
    }
    this.mirror = mirror;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    // Once the stack of handlers is left: only then may the exchange's channels be used freely.
    exchange.dispatch(
        exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
        () -> forward(exchange));
  }

  private void forward(HttpServerExchange exchange) {
    RequestContext context = RequestContext.of(exchange);
    RequestFraming framing = RequestFraming.of(exchange);
    if (framing == null) {
      context.upstream().backend(upstream.key());
      context.reply(exchange, FailureKind.INVALID_FRAMING, "");
      return;
    }
    if (!upstream.scope().admits(context.identity())) {
      Admission.forbid(exchange, context, upstream);
      return;
    }
    Upstream serving = upstream.choice().serving();
    if (serving != upstream) {
      upstream.choice().handedOn();
    }
    forward(exchange, context, framing, serving);
  }

  private void forward(
      HttpServerExchange exchange,
      RequestContext context,
      RequestFraming framing,
      Upstream serving) {
    context.upstream().backend(serving.key());
    if (!serving.scope().admits(context.identity())) {
      Admission.forbid(exchange, context, serving);
      return;
    }
    ConcurrencyLimit limit = serving.safeguards().limit();
    Breaker breaker = serving.safeguards().breaker();
    if (limit == null || limit.tryEnter()) {
      send(exchange, context, framing, serving, limit);
    } else if (breaker != null && breaker.shut()) {
      // Waiting for a backend that is not asked at all would be in vain.
      elsewhere(exchange, context, framing, serving, breaker);
    } else if (!InLine.join(
        exchange,
        policy.timeouts().request(),
        limit,
        serving.loops().current(),
        () -> send(exchange, context, framing, serving, limit),
        () -> Admission.full(exchange, serving, "no slot in time"))) {
      Admission.full(exchange, serving, "all slots are taken and the queue is full");
    }
  }

  private void elsewhere(
      HttpServerExchange exchange,
      RequestContext context,
      RequestFraming framing,
      Upstream serving,
      Breaker open) {
    Upstream other = serving.choice().alternatives().fallback();
    if (other == null) {
      Admission.refuse(exchange, context, serving, open);
    } else if (!other.scope().admits(context.identity())) {
      Admission.forbid(exchange, context, other);
    } else {
      forward(exchange, context, framing, other.choice().serving());
    }
  }

  /**
   * @param limit a slot of which it has; null where there is no limit
   */
  private void send(
      HttpServerExchange exchange,
      RequestContext context,
      RequestFraming framing,
      Upstream serving,
      @Nullable ConcurrencyLimit limit) {
    Breaker breaker = serving.safeguards().breaker();
    BreakerCall call = breaker == null ? null : breaker.admit();
    if (breaker != null && call == null) {
      giveBack(limit);
      elsewhere(exchange, context, framing, serving, breaker);
      return;
    }
    IoLoop loop = serving.loops().current();
    EndpointChoice choice = serving.choice();
    UpstreamEndpoint endpoint = choice.choose(loop, choice.key(exchange, context));
    if (endpoint == null) {
      if (call != null) {
        call.ended();
      }
      giveBack(limit);
      Admission.retryAfter(exchange, serving);
      context.reply(exchange, serving.nowhere(), serving.nowhereWords());
      return;
    }
    BodyTap tap =
        mirror.isEmpty() ? BodyTap.NONE : mirror.get().tap(exchange, context, framing, loop);
    UpstreamRequest request;
    try {
      request =
          new UpstreamRequest(
              exchange, context, serving, policy, loop, framing, tap, endpoint, call, limit);
    } catch (RuntimeException | Error e) {
      giveBack(limit);
      throw e;
    }
    // From here on the request itself gives back what it has, however it ends.
    request.start();
  }

  private static void giveBack(@Nullable ConcurrencyLimit limit) {
    if (limit != null) {
      limit.leave();
    }
  }

  @Override
  public String toString() {
    return "upstream("
        + upstream.key()
        + ", "
        + policy.timeouts()
        + mirror.map(copies -> ", " + copies).orElse("")
        + ")";
  }
}
