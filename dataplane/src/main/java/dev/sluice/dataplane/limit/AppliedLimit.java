package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.when.When;
import io.undertow.server.HttpServerExchange;

/**
 * One limit, as the chain of one rule applies it.
 *
 * @param policy how its refusals look
 * @param quota how its member of {@code RateLimit} begins: its name is unlike all others of the
 *     chain
 * @param identity whether it can only be asked once it is known who asks
 */
record AppliedLimit(
    LimitState state, Refusals policy, String quota, When when, boolean identity, Kind kind) {
  /** What refusals of a policy look like, and whether there are any. */
  record Refusals(boolean shadow, int status, boolean headers) {}

  /** What it asks of a counter for one request. */
  interface Kind {
    Ask ask(AppliedLimit limit, HttpServerExchange exchange, RequestContext context, long now);
  }

  boolean counts(HttpServerExchange exchange, RequestContext context) {
    return when.holds(exchange, context);
  }

  Ask ask(HttpServerExchange exchange, RequestContext context, long now) {
    return kind.ask(this, exchange, context, now);
  }

  boolean shadow() {
    return policy.shadow();
  }

  /** Policy and limit. */
  @Override
  public String toString() {
    return state.id() + (shadow() ? " (only counted)" : "");
  }
}
