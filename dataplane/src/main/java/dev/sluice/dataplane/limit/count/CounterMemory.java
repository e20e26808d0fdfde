package dev.sluice.dataplane.limit.count;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all counters of this process together, so that no flood of keys takes more, however
 * many limits there are. Tables take of it as they need; once all of it is taken, each new key is
 * paid for by the table that has most, which may be its own. So a flood at one limit takes nothing
 * from another that has less, and tables that are all in need end up with the same.
 */
public final class CounterMemory {
  /** Of the largest heap: buffers, caches and requests need the rest. */
  private static final int PART_OF_HEAP = 4;

  /** Keys that one new one may cost at most: so long nobody is held up. */
  private static final int MOST_AT_ONCE = 8;

  /** So long the table that had most is thought to have it still, unless it gave up much. */
  private static final long LOOK_AGAIN = 10_000_000;

  private final long most;
  private final Runnable full;
  private final AtomicLong used = new AtomicLong();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Set<CounterTable> tables = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Largest largest;

  /** The table that had most, when that was looked for, and how much that was. */
  private record Largest(CounterTable table, long bytes, long at) {
    boolean isStill(long now) {
      return now - at < LOOK_AGAIN && table.bytes() > bytes - bytes / 8;
    }
  }

  /**
   * @param most bytes
   * @param full hears once when keys have to go
   */
  public CounterMemory(long most, Runnable full) {
    this.most = most;
    this.full = full;
  }

  /**
   * A quarter of the heap.
   *
   * @param full hears once when keys have to go
   */
  public static CounterMemory ofHeap(Runnable full) {
    return new CounterMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, full);
  }

  /** Bytes that there are. */
  public long most() {
    return most;
  }

  /** Bytes that are taken. May be a little more than there are, for a moment. */
  public long used() {
    return used.get();
  }

  void join(CounterTable table) {
    tables.add(table);
  }

  void leave(CounterTable table) {
    tables.remove(table);
    largest = null;
  }

  void took(long bytes) {
    used.addAndGet(bytes);
  }

  /** Whether a table may take so much more, for places. */
  boolean grants(long bytes, CounterTable table) {
    if (used.get() + bytes <= most) {
      return true;
    }
    CounterTable other = largest();
    return other != null && other != table && (table.bytes() + bytes) * 2 < other.bytes();
  }

  /** Lets keys go as long as more is taken than there is. */
  void settle(long now) {
    for (int i = 0; i < MOST_AT_ONCE && used.get() > most; i++) {
      CounterTable table = largest();
      if (table == null || !table.giveUpOne(now)) {
        largest = null;
        return;
      }
      if (!told.get() && told.compareAndSet(false, true)) {
        full.run();
      }
    }
  }

  private @Nullable CounterTable largest() {
    long now = System.nanoTime();
    Largest known = largest;
    if (known == null || !known.isStill(now)) {
      known = null;
      for (CounterTable table : tables) {
        long bytes = table.bytes();
        if (known == null || bytes > known.bytes()) {
          known = new Largest(table, bytes, now);
        }
      }
      largest = known;
    }
    return known == null ? null : known.table();
  }
}
