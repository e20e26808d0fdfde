package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.store.Shares;
import io.undertow.server.HttpServerExchange;

/**
 * So much in a time in all replicas together: each counts in its own process, with its share.
 *
 * @param name of the limit, for people
 */
record ClusterRate(Rate local, Shares shares, String name) implements AppliedLimit.Kind {
  @Override
  public Ask ask(
      AppliedLimit limit, HttpServerExchange exchange, RequestContext context, long now) {
    Tier tier = local.tiers().of(exchange, context);
    return local.ask(limit, tier, shares, name, tier.keys().key(exchange, context), now);
  }
}
