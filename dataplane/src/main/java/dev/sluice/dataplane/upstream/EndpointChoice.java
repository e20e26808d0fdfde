package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.upstream.balance.Balancer;
import dev.sluice.dataplane.upstream.balance.Choice;
import dev.sluice.snapshot.LoadBalancer;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of one backend go: to which of its endpoints, and to whom else while none of
 * them is fit. Changed by one thread at a time, asked by any.
 */
final class EndpointChoice {
  private final Upstream upstream;
  private final Balancer<UpstreamEndpoint> balancer;
  private final LongAdder handedOn = new LongAdder();
  private volatile LoadBalancer policy;
  private volatile Selection selection = Selection.EMPTY;
  private volatile Alternatives alternatives = Alternatives.NONE;

  /**
   * @param zone that this process runs in; empty if that is not known
   */
  EndpointChoice(Upstream upstream, LoadBalancer policy, String zone) {
    this.upstream = upstream;
    this.policy = policy;
    balancer = new Balancer<>(zone, System::nanoTime);
  }

  /** The resource says something else, or the same. */
  void policy(LoadBalancer value) {
    if (!value.equals(policy)) {
      policy = value;
      renew(selection.all());
    }
  }

  /** These are the endpoints now, as healthy as they are now. */
  void renew(UpstreamEndpoint[] all) {
    for (UpstreamEndpoint endpoint : all) {
      endpoint.noteAvailability();
    }
    selection = Selection.of(all, policy, balancer);
  }

  Selection selection() {
    return selection;
  }

  /** Where requests go besides; those of the snapshot in force. */
  Alternatives alternatives() {
    return alternatives;
  }

  void alternatives(Alternatives value) {
    alternatives = value;
  }

  boolean hasUsable() {
    return selection.usable().length > 0;
  }

  /** Whether its unhealthy endpoints would get requests too. */
  boolean inPanic() {
    return selection.panic() != null;
  }

  boolean canServe() {
    return hasUsable()
        || inPanic()
        || alternatives.firstUsable() != null
        || alternatives.firstInPanic() != null;
  }

  /** Who serves a request now: this backend, or the next that can. */
  Upstream serving() {
    if (hasUsable()) {
      return upstream;
    }
    Upstream next = alternatives.firstUsable();
    if (next == null && !inPanic()) {
      next = alternatives.firstInPanic();
    }
    return next == null ? upstream : next;
  }

  /** A request went to another backend, because here is nobody fit. */
  void handedOn() {
    handedOn.increment();
  }

  /** What the choice for this request goes by. */
  long key(HttpServerExchange exchange, RequestContext context) {
    return selection.key().of(exchange, context);
  }

  /** An endpoint for a request; null if there is none. */
  @Nullable UpstreamEndpoint choose(IoLoop loop, long key) {
    Choice<UpstreamEndpoint> choice = choice();
    return choice == null ? null : choice.choose(loop, key);
  }

  /**
   * One that was not tried yet; when all were, any but the last.
   *
   * @param tried not empty
   */
  @Nullable UpstreamEndpoint another(IoLoop loop, long key, List<UpstreamEndpoint> tried) {
    Choice<UpstreamEndpoint> choice = choice();
    if (choice == null) {
      return null;
    }
    UpstreamEndpoint another = choice.choose(loop, key, each -> !tried.contains(each));
    if (another == null) {
      another = choice.choose(loop, key, each -> each != tried.getLast());
    }
    return another == null ? choice.choose(loop, key) : another;
  }

  BalancingView view() {
    return new BalancingView(
        policy, inPanic(), handedOn.sum(), balancer.zones().own(), balancer.zones().other());
  }

  /** Nobody panics while somebody behind is well. */
  private @Nullable Choice<UpstreamEndpoint> choice() {
    Selection now = selection;
    Choice<UpstreamEndpoint> panic = now.panic();
    if (panic == null || now.choice() != null && alternatives.firstUsable() != null) {
      return now.choice();
    }
    return panic;
  }
}
