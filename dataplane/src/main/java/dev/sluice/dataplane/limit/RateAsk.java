package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.key.KeyBytes;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** Asks a counter of this process. */
final class RateAsk implements TieredAsk {
  private final AppliedLimit limit;
  private final Rate rate;
  private final Tier tier;
  private final Amount amount;
  private final Counter counter;
  private final long askedAt;
  private long left;
  private boolean taken;
  private boolean granted;

  /**
   * @param amount of the tier, or a share of it
   */
  RateAsk(AppliedLimit limit, Rate rate, Tier tier, Amount amount, Counter counter, long askedAt) {
    this.limit = limit;
    this.rate = rate;
    this.tier = tier;
    this.amount = amount;
    this.counter = counter;
    this.askedAt = askedAt;
  }

  @Override
  public AppliedLimit limit() {
    return limit;
  }

  @Override
  public Tier tier() {
    return tier;
  }

  @Override
  public boolean has(long now) {
    left = counter.take(0, amount, now);
    return left >= rate.needed();
  }

  @Override
  public boolean take(long now) {
    if (rate.cost() == 0) {
      granted = has(now);
      return granted;
    }
    long after = counter.take(rate.cost(), amount, now);
    taken = after >= 0;
    granted = taken;
    left = taken ? after : Math.max(0, counter.take(0, amount, now));
    return taken;
  }

  @Override
  public void giveBack(long now) {
    if (taken) {
      taken = false;
      counter.giveBack(rate.cost(), amount, askedAt, now);
      left += rate.cost();
    }
  }

  @Override
  public boolean granted() {
    return granted;
  }

  @Override
  public @Nullable HttpString responseCost() {
    return rate.responseCost();
  }

  @Override
  public long demandKey(HttpServerExchange exchange, RequestContext context) {
    KeyBytes key = tier.keys().key(exchange, context);
    key.hash();
    return key.low();
  }

  @Override
  public void charge(long cost, long now) {
    counter.charge(cost, amount, now);
  }

  @Override
  public long left() {
    return Math.max(0, left);
  }

  @Override
  public long nanosUntilEnough(long now) {
    return counter.untilLeft(rate.needed(), amount, now);
  }

  @Override
  public long nanosUntilFull(long now) {
    return counter.untilFull(amount, now);
  }
}
