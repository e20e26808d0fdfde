package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.snapshot.CounterShare;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was last handed out.
 *
 * @param until {@link System#nanoTime()} at which it runs out
 */
record Grants(Map<CounterKey, CounterShare> shares, long until, long lease) {
  static final Grants NONE = new Grants(Map.of(), 0, 0);

  @Nullable Granted of(Slot slot, Standing standing, long now) {
    CounterShare share = shares.get(slot.key);
    return share == null || share.whole() != slot.whole.requests()
        ? null
        : Granted.of(slot.whole, share.part(), standing.part(share.whole(), now), until, lease);
  }

  /** What is counted with where nobody has asked yet. */
  long partAt(CounterShare share, Standing standing, long now) {
    long equal = standing.part(share.whole(), now);
    long over = now - until;
    return over < 0 || (share.part() < equal && over < lease / 2) ? share.part() : equal;
  }
}
