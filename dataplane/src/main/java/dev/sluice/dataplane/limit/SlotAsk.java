package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.key.KeyMaker;
import dev.sluice.dataplane.limit.state.Slots;
import dev.sluice.dataplane.limit.store.CounterKey;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** Asks for a place among the requests that are under way. */
final class SlotAsk implements Ask {
  private final AppliedLimit limit;
  private final KeyMaker keys;
  private final Slots slots;
  private final CounterKey key;
  private final int most;
  private final String policy;
  private int left;
  private boolean taken;

  SlotAsk(AppliedLimit limit, KeyMaker keys, CounterKey key, int most, String policy) {
    this.limit = limit;
    this.keys = keys;
    this.slots = limit.state().slots();
    this.key = key;
    this.most = most;
    this.policy = policy;
  }

  @Override
  public AppliedLimit limit() {
    return limit;
  }

  @Override
  public KeyMaker keys() {
    return keys;
  }

  @Override
  public boolean has(long now) {
    left = most - slots.taken(key);
    return left > 0;
  }

  @Override
  public boolean take(long now) {
    left = slots.take(key, most);
    taken = left >= 0;
    return taken;
  }

  /** Once, whoever asks first: the answer, or the end of the exchange. */
  @Override
  public void giveBack(long now) {
    if (taken) {
      taken = false;
      slots.giveBack(key);
    }
  }

  @Override
  public boolean granted() {
    return taken;
  }

  @Override
  public @Nullable HttpString responseCost() {
    return null;
  }

  @Override
  public long demandKey(HttpServerExchange exchange, RequestContext context) {
    return 0;
  }

  @Override
  public void demanded(long demandKey, long cost, long now) {}

  /** A place is a place. */
  @Override
  public void charge(long cost, long now) {}

  @Override
  public long left() {
    return Math.max(0, left);
  }

  @Override
  public String most() {
    return LimitFields.text(most);
  }

  /** When one of them ends, which nobody knows: a second is as good as any. */
  @Override
  public long nanosUntilEnough(long now) {
    return 1;
  }

  @Override
  public long nanosUntilFull(long now) {
    return 1;
  }

  @Override
  public String policy() {
    return policy;
  }
}
