package dev.sluice.dataplane.limit.count;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counters by key, in memory that is bounded however many keys there are. To find one is to look at
 * a few places, with no lock. A key that is new takes the place, of sixteen, of one of which most
 * is left: of one that nobody has used for a whole window if there is such, and never of one that
 * is over its limit while there is another. So a flood of keys forgets keys of the flood.
 */
public final class CounterTable {
  private static final int WAYS = 16;
  private static final int LOCKS = 64;

  /** Makes a counter. */
  public interface Maker {
    Counter make(long now);
  }

  /** A key is as good as unique by these 128 bits of its hash. */
  private record Entry(long high, long low, Counter counter, Amount amount) {
    boolean isOf(long otherHigh, long otherLow) {
      return low == otherLow && high == otherHigh;
    }
  }

  private final AtomicReferenceArray<@Nullable Entry> places;
  private final int mask;
  private final Object[] locks = new Object[LOCKS];
  private final AtomicLong evicted = new AtomicLong();
  private final AtomicLong forgotten = new AtomicLong();

  /**
   * @param most counters, rounded up to a power of two of at least 16
   */
  public CounterTable(int most) {
    int size = Math.max(WAYS, Integer.highestOneBit(Math.max(1, most - 1)) << 1);
    places = new AtomicReferenceArray<>(size);
    mask = size / WAYS - 1;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * The counter of a key, a new one if there is none.
   *
   * @param high of the hash of the key, of which the amount is a part
   * @param low likewise; keyed with a secret, so that nobody can choose who shares his places
   */
  public Counter counter(long high, long low, Amount amount, long now, Maker maker) {
    int set = (int) low & mask;
    int first = set * WAYS;
    Entry found = find(first, high, low);
    if (found == null) {
      synchronized (locks[set & (LOCKS - 1)]) {
        found = find(first, high, low);
        if (found == null) {
          found = new Entry(high, low, maker.make(now), amount);
          places.set(place(first, now), found);
        }
      }
    }
    return found.counter();
  }

  /** Forgets a key, as if it had never come. */
  public void reset(long high, long low) {
    int first = ((int) low & mask) * WAYS;
    for (int i = first; i < first + WAYS; i++) {
      Entry entry = places.get(i);
      if (entry != null && entry.isOf(high, low)) {
        places.compareAndSet(i, entry, null);
      }
    }
  }

  /** How many keys had to go although something was used of them. */
  public long evicted() {
    return evicted.get();
  }

  /** How many of these were over their limit. */
  public long forgotten() {
    return forgotten.get();
  }

  private @Nullable Entry find(int first, long high, long low) {
    for (int i = first; i < first + WAYS; i++) {
      Entry entry = places.get(i);
      if (entry != null && entry.isOf(high, low)) {
        return entry;
      }
    }
    return null;
  }

  private int place(int first, long now) {
    int best = first;
    double most = -1;
    for (int i = first; i < first + WAYS; i++) {
      Entry entry = places.get(i);
      if (entry == null) {
        return i;
      }
      double left = left(entry, now);
      if (left > most) {
        most = left;
        best = i;
      }
    }
    if (most < 1) {
      evicted.incrementAndGet();
    }
    if (most <= 0) {
      forgotten.incrementAndGet();
    }
    return best;
  }

  /** The share that is left: 1 is all of it, 0 or less none. */
  private static double left(Entry entry, long now) {
    Amount amount = entry.amount();
    if (entry.counter().isFull(amount, now)) {
      return 1;
    }
    return (double) entry.counter().take(0, amount, now) / Math.max(1, amount.most());
  }
}
