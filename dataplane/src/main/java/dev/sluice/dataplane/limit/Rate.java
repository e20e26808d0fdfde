package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.count.CounterTable;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import dev.sluice.dataplane.limit.count.TokenBucket;
import dev.sluice.dataplane.limit.key.KeyBytes;
import dev.sluice.dataplane.limit.store.Shares;
import dev.sluice.snapshot.RateLimit.Algorithm;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * So much in a time, counted in this process.
 *
 * @param cost of each request
 * @param responseCost header of the backend's answer with more; null if there is none
 */
record Rate(Algorithm algorithm, TierChoice tiers, long cost, @Nullable HttpString responseCost)
    implements AppliedLimit.Kind {
  @Override
  public Ask ask(
      AppliedLimit limit, HttpServerExchange exchange, RequestContext context, long now) {
    Tier tier = tiers.of(exchange, context);
    KeyBytes key = tier.keys().key(exchange, context);
    RateAsk ask = ask(limit, tier, tier.amount(), key, now);
    demanded(tier, key.low(), now);
    return ask;
  }

  /**
   * @param amount of the tier, or a share of it
   * @param key of the tier
   */
  RateAsk ask(AppliedLimit limit, Tier tier, Amount amount, KeyBytes key, long now) {
    return new RateAsk(limit, this, tier, amount, counter(limit, amount, key, now), now);
  }

  /**
   * With the share of this replica.
   *
   * @param name of the limit, for people
   */
  RateAsk ask(AppliedLimit limit, Tier tier, Shares shares, String name, KeyBytes key, long now) {
    Counter counter = counter(limit, tier.amount(), key, now);
    demanded(tier, key.low(), now);
    Amount mine = shares.of(name, key, tier.amount(), counter, asked(), now);
    return new RateAsk(limit, this, tier, mine, counter, now);
  }

  private Counter counter(AppliedLimit limit, Amount amount, KeyBytes key, long now) {
    key.hash();
    return limit.state().counters().counter(key.high(), key.low(), amount, now, maker());
  }

  private CounterTable.Maker maker() {
    return switch (algorithm) {
      case SLIDING_WINDOW -> SlidingWindow::new;
      case TOKEN_BUCKET -> TokenBucket::new;
    };
  }

  /** What answers cost comes when they do. */
  void demanded(Tier tier, long demandKey, long now) {
    if (responseCost == null || cost > 0) {
      tier.demand().asked(demandKey, asked(), now);
    }
  }

  /** Where only answers cost something, requests are what shows where the demand is. */
  long asked() {
    return Math.max(1, cost);
  }

  /** What must be left: where the answer tells the cost, anything at all. */
  long needed() {
    return responseCost == null ? cost : Math.max(1, cost);
  }
}
