package dev.sluice.dataplane.observe.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from many threads to one. Neither side ever waits or takes a lock: what does not
 * fit is refused.
 */
final class EntryQueue<T> {
  private final AtomicReferenceArray<@Nullable T> slots;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private volatile long head;

  /**
   * @param capacity a power of two
   */
  EntryQueue(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("not a power of two: " + capacity);
    }
    slots = new AtomicReferenceArray<>(capacity);
    mask = capacity - 1;
  }

  /** False if the queue is full. From any thread. */
  boolean offer(T entry) {
    long place;
    do {
      place = tail.get();
      if (place - head > mask) {
        return false;
      }
    } while (!tail.compareAndSet(place, place + 1));
    slots.setRelease((int) place & mask, entry);
    return true;
  }

  /**
   * Null if nothing is there, or what is next is just being put in its place. From the one reading
   * thread only.
   */
  @Nullable T poll() {
    long place = head;
    int slot = (int) place & mask;
    T entry = slots.getAcquire(slot);
    if (entry != null) {
      // The slot is empty before the head moves on, which is what lets a writer use it again.
      slots.setRelease(slot, null);
      head = place + 1;
    }
    return entry;
  }

  /** Entries in the queue or about to be. */
  long size() {
    return tail.get() - head;
  }
}
