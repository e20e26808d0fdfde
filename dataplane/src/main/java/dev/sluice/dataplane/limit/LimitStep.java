package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.LimitNotes;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;

/**
 * Lets a request pass if there is enough left of all limits that count it, and says on its answer
 * how much that is. All times are of {@link System#nanoTime()}, which nobody sets.
 */
public final class LimitStep implements HttpHandler {
  private final AppliedLimit[] limits;
  private final boolean last;
  private final HttpHandler next;

  /**
   * @param last whether no other limits are asked after these
   */
  LimitStep(List<AppliedLimit> limits, boolean last, HttpHandler next) {
    this.limits = limits.toArray(AppliedLimit[]::new);
    this.last = last;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    long now = System.nanoTime();
    Decision decision = Decision.of(limits, exchange, context, now);
    if (decision == null) {
      next.handleRequest(exchange);
      return;
    }
    boolean enough = decision.takeOwn(now);
    // Of who is refused too: limits that are only tried out have given places then.
    Slot.releaseAtEnd(decision);
    if (decision.isOpen(!enough)) {
      new StoreQuestions(decision, !enough, known -> decided(known, System.nanoTime())).ask();
    } else {
      decided(decision, now);
    }
  }

  private void decided(Decision decision, long now) throws Exception {
    Ask lacking = decision.lacking();
    AppliedLimit unknown = decision.unknown();
    if (lacking != null) {
      decision.refuse(now);
      refuse(decision, lacking, now);
    } else if (unknown != null) {
      decision.refuse(now);
      refuse(decision, unknown);
    } else {
      pass(decision, now);
    }
  }

  private void pass(Decision decision, long now) throws Exception {
    List<Ask> asks = decision.asks();
    for (int i = 0; i < asks.size(); i++) {
      Ask ask = asks.get(i);
      if (!ask.limit().shadow()) {
        decision.passed(ask);
      }
    }
    if (!last) {
      decision.remember();
    }
    ResponseCost.await(decision);
    tell(decision, now);
    next.handleRequest(decision.exchange());
  }

  private static void tell(Decision decision, long now) {
    Ask lacking = decision.lacking();
    if (met(decision, now)) {
      LimitNotes notes = decision.context().limitNotes();
      if (lacking != null && isTold(lacking)) {
        notes.tightest(lacking.most(), lacking.left(), seconds(lacking, true, now));
      }
      LimitFields.write(decision.exchange().getResponseHeaders(), notes);
    }
  }

  /**
   * @return whether any of them is told of
   */
  static boolean met(Decision decision, long now) {
    List<Ask> asks = decision.asks();
    Ask lacking = decision.lacking();
    boolean told = false;
    for (int i = 0; i < asks.size(); i++) {
      Ask ask = asks.get(i);
      if (isTold(ask)) {
        told = true;
        LimitFields.met(ask, seconds(ask, ask == lacking, now), decision.context().limitNotes());
      }
    }
    return told;
  }

  private static boolean isTold(Ask ask) {
    return !ask.limit().shadow() && ask.limit().policy().headers() && ask.isAnswered();
  }

  /** Until a request that is refused would pass, and until all is left for others. */
  private static long seconds(Ask ask, boolean lacking, long now) {
    long wait = lacking ? ask.nanosUntilEnough(now) : ask.nanosUntilFull(now);
    return LimitFields.seconds(wait == Long.MAX_VALUE ? ask.nanosUntilFull(now) : wait);
  }

  private static void refuse(Decision decision, Ask lacking, long now) {
    AppliedLimit limit = lacking.limit();
    RequestContext context = decision.context();
    HttpServerExchange exchange = decision.exchange();
    String name = limit.state().id().toString();
    tell(decision, now);
    context.limitNotes().refusedBy(name);
    long wait = lacking.nanosUntilEnough(now);
    if (wait != Long.MAX_VALUE) {
      exchange
          .getResponseHeaders()
          .put(Headers.RETRY_AFTER, LimitFields.text(LimitFields.seconds(wait)));
    }
    boolean slot = lacking instanceof SlotAsk;
    context.reply(
        exchange,
        slot ? FailureKind.CONCURRENCY_LIMITED : FailureKind.RATE_LIMITED,
        limit.policy().status(),
        name,
        wait == Long.MAX_VALUE
            ? "The limit " + name + " never lets such a request pass."
            : (slot ? "Too many requests at a time: " : "Too many requests in this time: ")
                + "the limit "
                + name
                + " is reached.");
  }

  private static void refuse(Decision decision, AppliedLimit limit) {
    String name = limit.state().id().toString();
    decision.context().limitNotes().refusedBy(name);
    decision.exchange().getResponseHeaders().put(Headers.RETRY_AFTER, "1");
    decision.context().reply(decision.exchange(), FailureKind.LIMIT_STORE_UNAVAILABLE, name);
  }

  @Override
  public String toString() {
    return "limits " + List.of(limits) + ", " + next;
  }
}
