package dev.sluice.dataplane.limit.count;

import dev.sluice.dataplane.limit.count.Places.Entry;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counters by key, in memory that is bounded however many keys there are. To find one is to look at
 * a few places, with no lock. There are as many places as were needed so far. A key that is new and
 * finds none free takes the place, of sixteen, of the one of which most is left: of one that nobody
 * has used for a whole window if there is such, and never of one that is over its limit while there
 * is another. Of those that are all over it the one goes that would have had all of it left first.
 * So a flood of keys forgets keys of the flood.
 */
public final class CounterTable {
  private static final int LOCKS = 16;

  /** Below that share of its places a table does not grow: some sets are full by chance. */
  private static final int DENSE = 4;

  /** A table with fewer keys than this share of its places has too many. */
  private static final int SPARSE = 8;

  private static final int MOST_SETS_AT_ONCE = 64;

  /** Makes a counter. */
  public interface Maker {
    /**
     * @param account hears how much memory it takes beyond what {@link Counter#bytes} says at first
     */
    Counter make(long now, Account account);
  }

  /** Sees what there is. */
  public interface Visitor {
    /**
     * @param amount with which the counter was made
     */
    void see(long high, long low, Counter counter, Amount amount);
  }

  private final CounterMemory memory;
  private final TableAccount account;
  private final int most;
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong evicted = new AtomicLong();
  private final AtomicLong forgotten = new AtomicLong();

  /** So many keys did not fit into fewer places. */
  private volatile int unfit = Integer.MAX_VALUE;

  private volatile Places places = new Places(Places.WAYS);

  /**
   * @param most counters, rounded up to a power of two of at least 16
   * @param memory that it takes what it needs of
   */
  public CounterTable(int most, CounterMemory memory) {
    this.most = Math.max(Places.WAYS, Integer.highestOneBit(Math.max(1, most - 1)) << 1);
    this.memory = memory;
    account = new TableAccount(memory);
    account.took(Places.bytes(Places.WAYS));
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
    memory.join(this);
  }

  /** Nobody needs it any more: its memory is for others. Who still has it may go on. */
  public void leave() {
    memory.leave(this);
    account.close();
  }

  /**
   * The counter of a key, a new one if there is none.
   *
   * @param high of the hash of the key
   * @param low likewise; keyed with a secret, so that nobody can choose who shares his places
   */
  public Counter counter(long high, long low, Amount amount, long now, Maker maker) {
    Entry found = places.find(high, low);
    return found != null ? found.counter() : added(high, low, amount, now, maker);
  }

  private Counter added(long high, long low, Amount amount, long now, Maker maker) {
    while (true) {
      Places seen = places;
      int first = seen.first(low);
      Counter counter = null;
      ReentrantLock lock = lock(first);
      lock.lock();
      try {
        if (seen == places) {
          Entry found = seen.find(high, low);
          if (found != null) {
            return found.counter();
          }
          int place = place(seen, first, (int) (high >>> 32), now);
          if (place >= 0) {
            counter = maker.make(now, account);
            put(seen, place, new Entry(high, low, counter, amount));
          }
        }
      } finally {
        lock.unlock();
      }
      if (counter != null) {
        account.settle(now);
        return counter;
      }
      var unused = resize(seen, seen.length() * 2);
    }
  }

  /**
   * Where a new key goes; negative if there shall be more places first.
   *
   * @param from where to begin to look: of many alike, not always the same one goes
   */
  private int place(Places seen, int first, int from, long now) {
    int empty = seen.empty(first);
    if (empty >= 0) {
      return empty;
    }
    LeastUsed least = new LeastUsed(now);
    for (int i = 0; i < Places.WAYS; i++) {
      int place = first + (from + i & Places.WAYS - 1);
      Entry entry = seen.get(place);
      if (entry != null) {
        least.look(place, entry);
      }
    }
    if (!least.isIdle() && mayGrow(seen)) {
      return -1;
    }
    count(least);
    return least.place();
  }

  private boolean mayGrow(Places seen) {
    return seen.length() < most
        && size.get() >= seen.length() / DENSE
        && memory.grants(Places.bytes(seen.length()), this);
  }

  private void put(Places seen, int place, Entry entry) {
    account.took(Entry.BYTES + entry.counter().bytes());
    Entry before = seen.put(place, entry);
    if (before == null) {
      size.incrementAndGet();
    } else {
      account.took(-Entry.BYTES - before.counter().retire());
    }
  }

  private void count(LeastUsed gone) {
    if (!gone.isIdle()) {
      evicted.incrementAndGet();
    }
    if (gone.isOver()) {
      forgotten.incrementAndGet();
    }
  }

  /** Nobody else writes meanwhile; to move references is all there is to do. */
  private boolean resize(Places seen, int length) {
    for (ReentrantLock lock : locks) {
      lock.lock();
    }
    try {
      Places next = seen == places ? seen.resized(length) : null;
      if (next != null) {
        account.took(Places.bytes(length) - Places.bytes(seen.length()));
        places = next;
      }
      return next != null;
    } finally {
      for (ReentrantLock lock : locks) {
        lock.unlock();
      }
    }
  }

  /**
   * One of sixteen keys goes, wherever they are. Returns whether there is less than before; if not,
   * they were not found, or somebody else changed them.
   */
  boolean giveUpOne(long now) {
    Places seen = places;
    LeastUsed least = new LeastUsed(now);
    int keys = 0;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = 0; i < MOST_SETS_AT_ONCE && keys < Places.WAYS; i++) {
      int first = random.nextInt(seen.length()) & -Places.WAYS;
      for (int place = first; place < first + Places.WAYS; place++) {
        Entry entry = seen.get(place);
        if (entry != null) {
          least.look(place, entry);
          keys++;
        }
      }
    }
    Entry entry = least.entry();
    boolean gone = entry != null && remove(seen, least.place(), entry);
    if (gone) {
      count(least);
    }
    return hasShrunk(seen) || gone;
  }

  private boolean hasShrunk(Places seen) {
    int keys = size.get();
    if (seen.length() == Places.WAYS || keys >= seen.length() / SPARSE || keys >= unfit) {
      return false;
    }
    boolean fit = resize(seen, seen.length() / 2);
    unfit = fit ? Integer.MAX_VALUE : keys - keys / 8;
    return fit;
  }

  private boolean remove(Places seen, int place, Entry entry) {
    ReentrantLock lock = lock(place);
    lock.lock();
    try {
      if (seen != places || !seen.remove(place, entry)) {
        return false;
      }
      size.decrementAndGet();
      account.took(-Entry.BYTES - entry.counter().retire());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The counter of a key if there is one. */
  public @Nullable Counter known(long high, long low) {
    Entry found = places.find(high, low);
    return found == null ? null : found.counter();
  }

  /**
   * Forgets a key, as if it had never come.
   *
   * @return whether it was known
   */
  public boolean reset(long high, long low) {
    while (true) {
      Places seen = places;
      int first = seen.first(low);
      for (int place = first; place < first + Places.WAYS; place++) {
        Entry entry = seen.get(place);
        if (entry != null && entry.isOf(high, low) && remove(seen, place, entry)) {
          return true;
        }
      }
      if (seen == places) {
        return false;
      }
    }
  }

  /** How many keys have a counter. */
  public int size() {
    return size.get();
  }

  /** How many keys may have one. */
  public int most() {
    return most;
  }

  /** That it takes now. */
  public long bytes() {
    return account.bytes();
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
    Places seen = places;
    for (int i = 0; i < seen.length(); i++) {
      Entry entry = seen.get(i);
      if (entry != null) {
        visitor.see(entry.high(), entry.low(), entry.counter(), entry.amount());
      }
    }
  }

  /** Of some sets of places. */
  private ReentrantLock lock(int place) {
    return locks[place / Places.WAYS & LOCKS - 1];
  }
}
