package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.SharedCounters;
import dev.sluice.snapshot.RateLimit.OnFailure;
import io.undertow.server.HttpServerExchange;

/**
 * So much in a time, counted where several data planes do.
 *
 * @param local how it is counted while the store does not answer
 * @param lease whether quotas may be taken ahead of need
 */
record SharedRate(Rate local, SharedCounters store, boolean lease, OnFailure onFailure)
    implements AppliedLimit.Kind {
  @Override
  public Ask ask(
      AppliedLimit limit, HttpServerExchange exchange, RequestContext context, long now) {
    Tier tier = local.tiers().of(exchange, context);
    CounterKey key = tier.keys().key(exchange, context).shared();
    local.demanded(tier, key.low(), now);
    Demand demand =
        new Demand(
            key,
            local.algorithm(),
            tier.amount(),
            local.cost(),
            local.needed(),
            !limit.shadow(),
            lease);
    return new SharedAsk(limit, this, tier, demand);
  }

  /** The same in this process alone, of its share. */
  RateAsk instead(
      AppliedLimit limit,
      Tier tier,
      HttpServerExchange exchange,
      RequestContext context,
      long now) {
    return local.ask(
        limit,
        tier,
        Tier.share(tier.amount(), store.replicas()),
        tier.keys().key(exchange, context),
        now);
  }
}
