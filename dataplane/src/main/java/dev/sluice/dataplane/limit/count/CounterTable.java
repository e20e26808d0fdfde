package dev.sluice.dataplane.limit.count;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counters by key, in memory that is bounded however many keys there are. To find one is to look at
 * a few places, with no lock. A key that is new takes the place, of sixteen, of the one of which
 * most is left: of one that nobody has used for a whole window if there is such, and never of one
 * that is over its limit while there is another. Of those that are all over it the one goes that
 * would have had all of it left first. So a flood of keys forgets keys of the flood.
 */
public final class CounterTable {
  private static final int WAYS = 16;
  private static final int LOCKS = 64;

  /** Makes a counter. */
  public interface Maker {
    Counter make(long now);
  }

  /** Sees what there is. */
  public interface Visitor {
    /**
     * @param amount with which the counter was made
     */
    void see(long high, long low, Counter counter, Amount amount);
  }

  /** A key is as good as unique by these 128 bits of its hash. */
  private record Entry(long high, long low, Counter counter, Amount amount) {
    boolean isOf(long otherHigh, long otherLow) {
      return low == otherLow && high == otherHigh;
    }
  }

  private final AtomicReferenceArray<@Nullable Entry> places;

  /** A part of the hash of each, so that others need not be looked at; in one line of the cache. */
  private final AtomicIntegerArray tags;

  private final int mask;
  private final Object[] locks = new Object[LOCKS];
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong evicted = new AtomicLong();
  private final AtomicLong forgotten = new AtomicLong();

  /**
   * @param most counters, rounded up to a power of two of at least 16
   */
  public CounterTable(int most) {
    int length = length(most);
    places = new AtomicReferenceArray<>(length);
    tags = new AtomicIntegerArray(length);
    mask = length / WAYS - 1;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * One with other room and the same counters, but for those that find none. What others do in this
   * one at the same time may be missing there.
   */
  public CounterTable resized(Room room, long now) {
    CounterTable other = new CounterTable(room.keys());
    other.evicted.set(evicted());
    other.forgotten.set(forgotten());
    visit((high, low, counter, amount) -> other.counter(high, low, amount, now, made -> counter));
    return other;
  }

  /** Whether it is as large as that. */
  public boolean has(Room room) {
    return places.length() == length(room.keys());
  }

  private static int length(int most) {
    return Math.max(WAYS, Integer.highestOneBit(Math.max(1, most - 1)) << 1);
  }

  /**
   * The counter of a key, a new one if there is none.
   *
   * @param high of the hash of the key
   * @param low likewise; keyed with a secret, so that nobody can choose who shares his places
   */
  public Counter counter(long high, long low, Amount amount, long now, Maker maker) {
    int first = first(low);
    Entry found = find(first, high, low);
    if (found == null) {
      synchronized (lock(first)) {
        found = find(first, high, low);
        if (found == null) {
          found = new Entry(high, low, maker.make(now), amount);
          int place = place(first, (int) (high >>> 32), now);
          if (places.getAndSet(place, found) == null) {
            size.incrementAndGet();
          }
          tags.set(place, (int) high);
        }
      }
    }
    return found.counter();
  }

  /** The counter of a key if there is one. */
  public @Nullable Counter known(long high, long low) {
    Entry found = find(first(low), high, low);
    return found == null ? null : found.counter();
  }

  /**
   * Forgets a key, as if it had never come.
   *
   * @return whether it was known
   */
  public boolean reset(long high, long low) {
    int first = first(low);
    boolean known = false;
    synchronized (lock(first)) {
      for (int i = first; i < first + WAYS; i++) {
        Entry entry = places.get(i);
        if (entry != null && entry.isOf(high, low)) {
          places.set(i, null);
          size.decrementAndGet();
          known = true;
        }
      }
    }
    return known;
  }

  /** How many keys have a counter. */
  public int size() {
    return size.get();
  }

  /** How many keys there is room for. */
  public int most() {
    return places.length();
  }

  /** How many keys had to go although something was used of them. */
  public long evicted() {
    return evicted.get();
  }

  /** How many of these had nothing left. */
  public long forgotten() {
    return forgotten.get();
  }

  /** Shows all, in no order, while they change. */
  public void visit(Visitor visitor) {
    for (int i = 0; i < places.length(); i++) {
      Entry entry = places.get(i);
      if (entry != null) {
        visitor.see(entry.high(), entry.low(), entry.counter(), entry.amount());
      }
    }
  }

  private int first(long low) {
    return ((int) low & mask) * WAYS;
  }

  private Object lock(int first) {
    return locks[first / WAYS & LOCKS - 1];
  }

  private @Nullable Entry find(int first, long high, long low) {
    int tag = (int) high;
    for (int i = first; i < first + WAYS; i++) {
      if (tags.get(i) == tag) {
        Entry entry = places.get(i);
        if (entry != null && entry.isOf(high, low)) {
          return entry;
        }
      }
    }
    return null;
  }

  /**
   * @param from where to begin to look: of many alike, not always the same one goes
   */
  private int place(int first, int from, long now) {
    int best = first;
    double most = -1;
    long soonest = Long.MAX_VALUE;
    for (int i = 0; i < WAYS; i++) {
      int place = first + (from + i & WAYS - 1);
      Entry entry = places.get(place);
      if (entry == null) {
        return place;
      }
      double left = left(entry, now);
      if (left > most) {
        most = left;
        best = place;
        soonest = left > 0 ? 0 : untilFull(entry, now);
      } else if (left == 0 && most == 0 && untilFull(entry, now) < soonest) {
        best = place;
        soonest = untilFull(entry, now);
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

  private static long untilFull(Entry entry, long now) {
    return entry.counter().untilFull(entry.amount(), now);
  }

  /** The share that is left: 1 is all of it, 0 none. */
  private static double left(Entry entry, long now) {
    Amount amount = entry.amount();
    if (entry.counter().isFull(amount, now)) {
      return 1;
    }
    return Math.max(0.0, entry.counter().take(0, amount, now)) / Math.max(1, amount.most());
  }
}
