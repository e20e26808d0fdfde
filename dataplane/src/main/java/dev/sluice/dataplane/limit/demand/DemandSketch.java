package dev.sluice.dataplane.limit.demand;

import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a limit ask in its window. Of up to a thousand keys all is known; of more, that
 * of one in two, four, eight, chosen by their hash, and each stands for so many. A request adds to
 * one counter; it never waits, and allocates only for a key that is new.
 */
public final class DemandSketch {
  private static final int SIZE = 2_048;
  private static final int PROBES = 16;

  /** Keys as they are found by their hash, of which one in {@code 1 << level} is here. */
  private static final class Keys {
    private final AtomicReferenceArray<@Nullable KeyWindow> places =
        new AtomicReferenceArray<>(SIZE);
    private final int level;

    Keys(int level) {
      this.level = level;
    }
  }

  private final long origin;
  private final long partNanos;
  private final Peaks peaks = new Peaks();
  private final ReentrantLock crowded = new ReentrantLock();
  private volatile Keys keys = new Keys(0);

  /**
   * @param nanos the window of the limit
   * @param now {@link System#nanoTime()}
   */
  public DemandSketch(long nanos, long now) {
    origin = now;
    partNanos = Math.max(1, nanos / KeyWindow.PARTS);
  }

  /**
   * Somebody asks.
   *
   * @param key 64 bits of its hash
   * @param now {@link System#nanoTime()}
   */
  public void asked(long key, long cost, long now) {
    long tick = tick(now);
    Keys all = keys;
    if (!added(all, key, cost, tick)) {
      thinOut(all, tick);
      // Without a place still, it is one of many that go uncounted.
      var unused = added(keys, key, cost, tick);
    }
  }

  /** Whether there was a place, or none is needed. */
  private boolean added(Keys all, long key, long cost, long tick) {
    long hash = mixed(key);
    if ((hash & (1L << all.level) - 1) != 0) {
      return true;
    }
    int first = (int) (hash >>> 40) & SIZE - 1;
    for (int i = 0; i < PROBES; i++) {
      int place = first + i & SIZE - 1;
      KeyWindow window = all.places.get(place);
      if (window == null) {
        KeyWindow own = new KeyWindow(key, tick);
        window = all.places.compareAndExchange(place, null, own);
        if (window == null) {
          window = own;
        }
      }
      if (window.key == key) {
        window.add(cost, tick, peaks, 1L << all.level);
        return true;
      }
    }
    return false;
  }

  /** Away with keys that nobody uses, or with every second. One thread does it; no other waits. */
  private void thinOut(Keys crowd, long tick) {
    if (crowded.tryLock()) {
      try {
        if (keys == crowd) {
          boolean room = forgetIdle(crowd, tick) > SIZE / 8;
          int level = room ? crowd.level : crowd.level + 1;
          Keys next = new Keys(level);
          forEach(crowd, window -> keep(window, next));
          keys = next;
        }
      } finally {
        crowded.unlock();
      }
    }
  }

  /** Returns how many. */
  private int forgetIdle(Keys all, long tick) {
    int idle = 0;
    for (int i = 0; i < SIZE; i++) {
      KeyWindow window = all.places.get(i);
      if (window != null) {
        window.turn(tick, peaks, 1L << all.level);
        if (window.isIdle()) {
          all.places.set(i, null);
          idle++;
        }
      }
    }
    return idle;
  }

  private static void keep(KeyWindow window, Keys next) {
    long hash = mixed(window.key);
    if ((hash & (1L << next.level) - 1) != 0) {
      return;
    }
    int first = (int) (hash >>> 40) & SIZE - 1;
    for (int i = 0; i < PROBES; i++) {
      if (next.places.compareAndSet(first + i & SIZE - 1, null, window)) {
        return;
      }
    }
  }

  private interface Each {
    void take(KeyWindow window);
  }

  private static void forEach(Keys all, Each each) {
    for (int i = 0; i < SIZE; i++) {
      KeyWindow window = all.places.get(i);
      if (window != null) {
        each.take(window);
      }
    }
  }

  /**
   * How many windows of keys had at most which peak, and more than the one before; those that are
   * not over are counted with what they had so far.
   */
  public SortedMap<Long, Long> peaks(long now) {
    long tick = tick(now);
    Keys all = keys;
    long weight = 1L << all.level;
    forEach(all, window -> window.turn(tick, peaks, weight));
    SortedMap<Long, Long> counts = peaks.counts();
    forEach(
        all,
        window -> {
          long peak = window.peak();
          if (peak > 0) {
            counts.merge(Peaks.step(peak), weight, Long::sum);
          }
        });
    return counts;
  }

  private long tick(long now) {
    return Math.max(0, now - origin) / partNanos;
  }

  /** The finalizer of SplitMix64: so that any bits of a key will do. */
  private static long mixed(long key) {
    long mixed = (key ^ key >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
