package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import dev.sluice.dataplane.limit.count.TokenBucket;
import dev.sluice.dataplane.limit.key.KeyBytes;
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
  /** Counters of small amounts are smaller, and none becomes the other. */
  private static final long SMALL = 100;

  @Override
  public Ask ask(
      AppliedLimit limit, HttpServerExchange exchange, RequestContext context, long now) {
    Tier tier = tiers.of(exchange, context);
    return ask(limit, tier, tier.amount(), tier.keys().key(exchange, context), now);
  }

  /**
   * @param amount of the tier, or a share of it
   * @param key of the tier
   */
  RateAsk ask(AppliedLimit limit, Tier tier, Amount amount, KeyBytes key, long now) {
    boolean small = responseCost == null && amount.most() <= SMALL;
    key.kind(small ? 1 : 0).hash();
    Counter counter =
        limit
            .state()
            .counters()
            .counter(key.high(), key.low(), amount, now, made -> counter(amount, small, made));
    return new RateAsk(limit, this, tier, amount, counter, now);
  }

  private Counter counter(Amount amount, boolean small, long now) {
    return switch (algorithm) {
      // At the end of a tick, so that the first has left when the window is over, and not later.
      case SLIDING_WINDOW ->
          new SlidingWindow(
              now + 1 - SlidingWindow.length(amount), small ? amount.most() : Long.MAX_VALUE);
      case TOKEN_BUCKET -> new TokenBucket(now);
    };
  }

  /** What must be left: where the answer tells the cost, anything at all. */
  long needed() {
    return responseCost == null ? cost : Math.max(1, cost);
  }

  /** Of a window of which something was taken just now, that is the whole of it. */
  long nanosUntilFull(Counter counter, Amount amount, long now) {
    return switch (algorithm) {
      case SLIDING_WINDOW -> amount.nanos();
      case TOKEN_BUCKET -> counter.untilLeft(amount.most(), amount, now);
    };
  }
}
