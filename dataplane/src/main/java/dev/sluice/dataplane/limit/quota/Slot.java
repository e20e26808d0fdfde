package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CounterName;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A counter of which is known how much is asked. Found by its name in this process. */
final class Slot {
  final String limit;
  final long high;
  final long low;
  final CounterKey key;
  final Amount whole;

  /** Asked since this was last looked at. */
  final AtomicLong asked = new AtomicLong();

  /** Forgotten and made anew when a table of counters has no place. */
  volatile Counter counter;

  volatile @Nullable Granted granted;

  /** In thousandths a second, lately; written by one thread. */
  volatile long wanted;

  Slot(String limit, CounterName name, Amount whole, Counter counter) {
    this.limit = limit;
    this.high = name.high();
    this.low = name.low();
    this.key = name.shared();
    this.whole = whole;
    this.counter = counter;
  }

  boolean isOf(long otherHigh, long otherLow) {
    return low == otherLow && high == otherHigh;
  }

  /** Half of what is known is what was asked since. */
  void look(long nanos) {
    double rate = Math.max(0, asked.getAndSet(0)) * 1e12 / Math.max(1, nanos);
    wanted = ((long) rate + wanted) / 2;
  }

  Amount amount(Standing standing, long now) {
    Granted share = granted;
    return share == null ? standing.of(whole, now) : share.at(now);
  }

  long part(Standing standing, long now) {
    Granted share = granted;
    return share == null ? standing.part(whole.requests(), now) : share.partAt(now);
  }
}
