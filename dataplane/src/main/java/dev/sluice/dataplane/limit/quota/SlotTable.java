package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.store.CounterKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counters of which most is asked, in bounded memory and without a lock. A new one takes the place,
 * of eight, of one that nobody asks any more; where all are asked it has none until one wears off.
 */
final class SlotTable {
  private static final int WAYS = 8;
  private static final int SIZE = 4_096;

  private final AtomicReferenceArray<@Nullable Slot> places = new AtomicReferenceArray<>(SIZE);

  private static int first(long high) {
    return ((int) high & (SIZE / WAYS - 1)) * WAYS;
  }

  @Nullable Slot find(long high, long low) {
    int first = first(high);
    for (int i = first; i < first + WAYS; i++) {
      Slot slot = places.get(i);
      if (slot != null && slot.isOf(high, low)) {
        return slot;
      }
    }
    return null;
  }

  /** Whether there is a place for it: one with a share takes that of any without. */
  boolean add(Slot slot) {
    int first = first(slot.high);
    int place = -1;
    Slot weakest = null;
    for (int i = first; i < first + WAYS; i++) {
      Slot present = places.get(i);
      if (present == null) {
        return places.compareAndSet(i, null, slot);
      }
      if (present.granted == null && (weakest == null || isWeaker(present, weakest))) {
        place = i;
        weakest = present;
      }
    }
    if (weakest == null) {
      return false;
    }
    if (slot.granted == null && (weakest.wanted > 0 || weakest.asked.decrementAndGet() > 0)) {
      return false;
    }
    return places.compareAndSet(place, weakest, slot);
  }

  private static boolean isWeaker(Slot one, Slot other) {
    return one.wanted != other.wanted
        ? one.wanted < other.wanted
        : one.asked.get() < other.asked.get();
  }

  /** By the names that all replicas know. */
  Map<CounterKey, Slot> byKey() {
    Map<CounterKey, Slot> found = new HashMap<>();
    forEach(slot -> found.put(slot.key, slot));
    return found;
  }

  void forEach(Consumer<Slot> consumer) {
    for (int i = 0; i < SIZE; i++) {
      Slot slot = places.get(i);
      if (slot != null) {
        consumer.accept(slot);
      }
    }
  }

  /** Nobody asks it any more. */
  void remove(Slot slot) {
    int first = first(slot.high);
    for (int i = first; i < first + WAYS; i++) {
      places.compareAndSet(i, slot, null);
    }
  }
}
