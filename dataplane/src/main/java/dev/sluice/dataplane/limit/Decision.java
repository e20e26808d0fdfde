package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.LimitNotes;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.key.KeyMaker;
import dev.sluice.dataplane.limit.state.HeavyKeys;
import dev.sluice.dataplane.limit.state.LimitOutcome;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the limits of one step say of one request. It takes of all that are enforced or of none;
 * those that are only tried out count by themselves.
 */
final class Decision implements LimitNotes.Taken {
  private final HttpServerExchange exchange;
  private final RequestContext context;
  private final List<Ask> asks;
  private @Nullable Ask lacking;
  private @Nullable AppliedLimit unknown;
  private LimitNotes.@Nullable Taken before;

  private Decision(HttpServerExchange exchange, RequestContext context, List<Ask> asks) {
    this.exchange = exchange;
    this.context = context;
    this.asks = asks;
  }

  /** Null if none of them counts the request. */
  static @Nullable Decision of(
      AppliedLimit[] limits, HttpServerExchange exchange, RequestContext context, long now) {
    List<Ask> asks = null;
    for (AppliedLimit limit : limits) {
      if (limit.counts(exchange, context)) {
        if (asks == null) {
          asks = new ArrayList<>(limits.length);
        }
        asks.add(limit.ask(exchange, context, now));
      }
    }
    return asks == null ? null : new Decision(exchange, context, asks);
  }

  List<Ask> asks() {
    return asks;
  }

  /**
   * Takes of all that are in this process.
   *
   * @return whether there was enough of all that are enforced; nothing of them is taken otherwise
   */
  boolean takeOwn(long now) {
    return hasOwn(now) && takeEach(now);
  }

  /** Asked before any is taken, so that a request that is refused is nobody else's loss. */
  private boolean hasOwn(long now) {
    boolean all = true;
    if (asks.size() > 1) {
      for (int i = 0; i < asks.size(); i++) {
        Ask ask = asks.get(i);
        if (binds(ask) && !ask.has(now)) {
          lacks(ask, now);
          all = false;
        }
      }
    }
    if (!all) {
      takeShadows(now);
    }
    return all;
  }

  private boolean takeEach(long now) {
    for (int i = 0; i < asks.size(); i++) {
      Ask ask = asks.get(i);
      if (binds(ask) && !ask.take(now)) {
        lacks(ask, now);
        giveOwnBack(now);
        takeShadows(now);
        return false;
      }
    }
    takeShadows(now);
    return true;
  }

  /**
   * Whether a store has yet to be asked.
   *
   * @param refused then only those are asked that are tried out: they count what they would see
   */
  boolean isOpen(boolean refused) {
    for (int i = 0; i < asks.size(); i++) {
      if (asks.get(i) instanceof SharedAsk shared && (!refused || shared.limit().shadow())) {
        return true;
      }
    }
    return false;
  }

  private static boolean binds(Ask ask) {
    return !ask.limit().shadow() && !(ask instanceof SharedAsk);
  }

  private void takeShadows(long now) {
    for (int i = 0; i < asks.size(); i++) {
      Ask ask = asks.get(i);
      if (ask.limit().shadow() && !(ask instanceof SharedAsk)) {
        judgeShadow(ask, ask.take(now));
      }
    }
  }

  void judgeShadow(Ask ask, boolean enough) {
    AppliedLimit limit = ask.limit();
    limit.state().figures().count(enough ? LimitOutcome.PASSED : LimitOutcome.WOULD_REFUSE);
    weigh(ask, enough);
    if (!enough) {
      context.limitNotes().wouldRefuse(limit.state().id().toString());
      if (limit.policy().headers()) {
        LimitFields.shadow(exchange.getResponseHeaders(), limit.state().id().toString());
      }
    }
  }

  /** Of several the one for which there is longest to wait answers. */
  void lacks(Ask ask, long now) {
    ask.limit().state().figures().count(LimitOutcome.REFUSED);
    weigh(ask, false);
    if (lacking == null || ask.nanosUntilEnough(now) > lacking.nanosUntilEnough(now)) {
      lacking = ask;
    }
  }

  /** It passes, for all that are enforced have enough. */
  void passed(Ask ask) {
    ask.limit().state().figures().count(LimitOutcome.PASSED);
    weigh(ask, true);
  }

  /** For people who want to know who asks most. */
  private void weigh(Ask ask, boolean passed) {
    if (ask.keys().isOfAll()) {
      return;
    }
    HeavyKeys heavy = ask.limit().state().heavy();
    int weight = passed ? heavy.weight() : 1;
    if (weight == 0) {
      return;
    }
    List<String> texts = ask.keys().texts(exchange, context);
    if (passed) {
      heavy.passed(KeyMaker.id(texts), texts, weight);
    } else {
      heavy.refused(KeyMaker.id(texts), texts);
    }
  }

  @Nullable Ask lacking() {
    return lacking;
  }

  /** Nobody knows what is left of it, and it lets nobody pass then. */
  void unknown(AppliedLimit limit) {
    limit.state().figures().count(LimitOutcome.FAILED_CLOSED);
    if (unknown == null) {
      unknown = limit;
    }
  }

  @Nullable AppliedLimit unknown() {
    return unknown;
  }

  /** The request goes on, and may meet limits that refuse it. */
  void remember() {
    before = context.limitNotes().taken();
    context.limitNotes().taken(this);
  }

  /** What was taken and is enforced, by these limits and by those that were asked before them. */
  void refuse(long now) {
    LimitNotes.Taken earlier = context.limitNotes().taken();
    if (earlier != null) {
      context.limitNotes().forgetQuotas();
      earlier.giveBack(now);
    }
    giveOwnBack(now);
  }

  @Override
  public void giveBack(long now) {
    if (before != null) {
      before.giveBack(now);
    }
    giveOwnBack(now);
    LimitStep.met(this, now);
  }

  private void giveOwnBack(long now) {
    for (int i = 0; i < asks.size(); i++) {
      if (!asks.get(i).limit().shadow()) {
        asks.get(i).giveBack(now);
      }
    }
  }

  HttpServerExchange exchange() {
    return exchange;
  }

  RequestContext context() {
    return context;
  }
}
