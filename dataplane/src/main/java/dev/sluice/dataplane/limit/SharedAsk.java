package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Tally;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** Asks a counter that several data planes share; the tally comes from elsewhere. */
final class SharedAsk implements TieredAsk {
  private final AppliedLimit limit;
  private final SharedRate rate;
  private final Tier tier;
  private final Demand demand;
  private @Nullable Tally tally;

  SharedAsk(AppliedLimit limit, SharedRate rate, Tier tier, Demand demand) {
    this.limit = limit;
    this.rate = rate;
    this.tier = tier;
    this.demand = demand;
  }

  SharedRate rate() {
    return rate;
  }

  @Override
  public Tier tier() {
    return tier;
  }

  Demand demand() {
    return demand;
  }

  void heard(Tally value) {
    tally = value;
  }

  @Override
  public AppliedLimit limit() {
    return limit;
  }

  /** As the store has said. */
  @Override
  public boolean has(long now) {
    Tally said = tally;
    return said != null && said.enough();
  }

  @Override
  public boolean take(long now) {
    return has(now);
  }

  @Override
  public boolean isAnswered() {
    return tally != null;
  }

  @Override
  public boolean granted() {
    return has(0);
  }

  @Override
  public @Nullable HttpString responseCost() {
    return rate.local().responseCost();
  }

  @Override
  public long demandKey(HttpServerExchange exchange, RequestContext context) {
    return demand.key().low();
  }

  @Override
  public void charge(long cost, long now) {
    rate.store().charge(demand, cost);
  }

  /** Once. A store that refuses the request has taken nothing of it. */
  @Override
  public void giveBack(long now) {
    Tally said = tally;
    if (said != null && said.receipt().taken() > 0) {
      tally =
          new Tally(
              said.enough(),
              said.left() + said.receipt().taken(),
              said.nanosUntilEnough(),
              said.nanosUntilFull(),
              Tally.Receipt.NOTHING);
      rate.store().giveBack(demand, said.receipt());
    }
  }

  @Override
  public long left() {
    Tally said = tally;
    return said == null ? 0 : Math.max(0, said.left());
  }

  @Override
  public long nanosUntilEnough(long now) {
    Tally said = tally;
    return said == null ? 0 : Math.max(1, said.nanosUntilEnough());
  }

  @Override
  public long nanosUntilFull(long now) {
    Tally said = tally;
    return said == null ? 0 : said.nanosUntilFull();
  }
}
