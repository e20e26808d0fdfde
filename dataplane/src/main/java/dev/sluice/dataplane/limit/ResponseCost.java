package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.LimitNotes;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * Charges what the backend says that its answer cost, when the head of that is there. It may bring
 * a counter over its limit, so that the next ones wait. Clients do not see the header.
 */
final class ResponseCost implements ResponseCommitListener {
  /** More is not one request's cost; such an answer costs this much. */
  private static final long MOST = 1_000_000;

  private static final int DIGITS = 18;

  private final Ask ask;
  private final HttpString name;
  private final long demandKey;

  private ResponseCost(Ask ask, HttpString name, long demandKey) {
    this.ask = ask;
    this.name = name;
    this.demandKey = demandKey;
  }

  /** For all limits of a decision that want to know. */
  static void await(Decision decision) {
    for (int i = 0; i < decision.asks().size(); i++) {
      Ask ask = decision.asks().get(i);
      HttpString name = ask.responseCost();
      if (name != null) {
        // Now, for later steps may change the fields that the key is made of.
        long demandKey = ask.demandKey(decision.exchange(), decision.context());
        decision.exchange().addResponseCommitListener(new ResponseCost(ask, name, demandKey));
      }
    }
  }

  @Override
  public void beforeCommit(HttpServerExchange exchange) {
    String told = told(exchange);
    if (told == null) {
      return;
    }
    long cost = cost(told);
    long now = System.nanoTime();
    if (cost > 0) {
      ask.demanded(demandKey, cost, now);
    }
    if (!ask.granted()) {
      return;
    }
    if (cost < 0) {
      ask.limit().state().figures().badCost();
    } else if (cost > 0) {
      ask.charge(cost, now);
    }
  }

  /** Several limits may want the same field, and the first to ask takes it away. */
  private @Nullable String told(HttpServerExchange exchange) {
    LimitNotes notes = RequestContext.of(exchange).limitNotes();
    String known = notes.cost(name);
    HeaderValues values = exchange.getResponseHeaders().get(name);
    if (known != null || values == null || values.isEmpty()) {
      return known;
    }
    String told = values.size() == 1 ? values.getFirst() : "";
    exchange.getResponseHeaders().remove(name);
    notes.cost(name, told);
    return told;
  }

  /** Negative if it is no number. */
  private static long cost(String text) {
    int length = text.length();
    if (length == 0 || length > DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return Math.min(MOST, number);
  }
}
