package dev.sluice.dataplane.limit.count;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where a table has its counters: each key in one of sixteen places, which its hash says. Read
 * without a lock; written under the table's.
 */
final class Places {
  static final int WAYS = 16;

  /** Of the reference and the tag. */
  private static final int BYTES = 4 + 4;

  /**
   * A key is as good as unique by these 128 bits of its hash.
   *
   * @param amount with which the counter was made
   */
  record Entry(long high, long low, Counter counter, Amount amount) {
    static final int BYTES = 40;

    boolean isOf(long otherHigh, long otherLow) {
      return low == otherLow && high == otherHigh;
    }

    /** The share that is left: 1 is all of it, 0 none. */
    double left(long now) {
      if (counter.isFull(amount, now)) {
        return 1;
      }
      return Math.max(0.0, counter.take(0, amount, now)) / Math.max(1, amount.most());
    }

    long untilFull(long now) {
      return counter.untilFull(amount, now);
    }
  }

  private final AtomicReferenceArray<@Nullable Entry> entries;

  /**
   * A part of the hash of each, so that others need not be looked at: in one line of the cache, and
   * enough to say where it goes when there are more places.
   */
  private final AtomicIntegerArray tags;

  private final int mask;

  /**
   * @param length a power of two, 16 or more
   */
  Places(int length) {
    entries = new AtomicReferenceArray<>(length);
    tags = new AtomicIntegerArray(length);
    mask = length / WAYS - 1;
  }

  static long bytes(int length) {
    return (long) BYTES * length;
  }

  int length() {
    return entries.length();
  }

  /** The first of the places of a key. */
  int first(long low) {
    return first((int) low);
  }

  private int first(int tag) {
    return (tag & mask) * WAYS;
  }

  @Nullable Entry get(int place) {
    return entries.get(place);
  }

  @Nullable Entry find(long high, long low) {
    int tag = (int) low;
    int first = first(tag);
    for (int i = first; i < first + WAYS; i++) {
      if (tags.get(i) == tag) {
        Entry entry = entries.get(i);
        if (entry != null && entry.isOf(high, low)) {
          return entry;
        }
      }
    }
    return null;
  }

  /** Returns who had to go for it. */
  @Nullable Entry put(int place, Entry entry) {
    Entry before = entries.getAndSet(place, entry);
    tags.set(place, (int) entry.low());
    return before;
  }

  /** Whether it was there still. */
  boolean remove(int place, Entry entry) {
    return entries.compareAndSet(place, entry, null);
  }

  /** An empty one of the sixteen; -1 if there is none. */
  int empty(int first) {
    for (int i = first; i < first + WAYS; i++) {
      if (entries.get(i) == null) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The same with another number of places: nobody has to go.
   *
   * @return null if they do not fit
   */
  @Nullable Places resized(int length) {
    Places other = new Places(length);
    for (int i = 0; i < length(); i++) {
      Entry entry = entries.get(i);
      if (entry != null) {
        int place = other.empty(other.first(tags.get(i)));
        if (place < 0) {
          return null;
        }
        // Nobody sees it yet.
        other.entries.setPlain(place, entry);
        other.tags.setPlain(place, tags.get(i));
      }
    }
    return other;
  }
}
