package dev.sluice.dataplane.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory. What is asked for moves to the young one of two generations, and once that is
 * full the old one goes as a whole: to look costs one look-up, and nothing is kept in order. On any
 * thread.
 *
 * <p>Moments are of whatever clock the owner reads, also of one that wraps around.
 *
 * @param <K> what only the same thing has: of a credential the whole text, or a hash that nobody
 *     can aim at
 */
public final class TwoGenerations<K, V> {
  private final long most;
  private volatile Generations<K, V> generations = new Generations<>(new ConcurrentHashMap<>());

  private static final class Generations<K, V> {
    final Map<K, Held<V>> young = new ConcurrentHashMap<>();
    final Map<K, Held<V>> old;
    final AtomicLong weight = new AtomicLong();

    Generations(Map<K, Held<V>> old) {
      this.old = old;
    }
  }

  private static final class Held<V> {
    final V value;
    final long until;
    final long weight;

    /** Removed for good, also if another thread moves it at this moment. */
    volatile boolean gone;

    Held(V value, long until, long weight) {
      this.value = value;
      this.until = until;
      this.weight = weight;
    }

    boolean holds(long now) {
      return until - now > 0 && !gone;
    }
  }

  /**
   * @param most weight of each generation
   */
  public TwoGenerations(long most) {
    this.most = most;
  }

  /** Null if it is not known, or does not hold any more. */
  public @Nullable V get(K key, long now) {
    Generations<K, V> current = generations;
    Held<V> held = current.young.get(key);
    if (held != null) {
      if (held.holds(now)) {
        return held.value;
      }
      drop(current, key, held);
      return null;
    }
    held = current.old.get(key);
    if (held == null || !held.holds(now)) {
      return null;
    }
    // What was put there meanwhile is newer.
    if (current.young.putIfAbsent(key, held) == null) {
      grow(current, held.weight);
    }
    return held.gone ? null : held.value;
  }

  /**
   * In the place of what was known, whose last moment may be later.
   *
   * @param until from when on it does not hold
   * @param weight what is more than a generation may have is not kept
   */
  public void put(K key, V value, long until, long weight) {
    Generations<K, V> current = generations;
    if (weight > most) {
      remove(key);
      return;
    }
    Held<V> before = current.young.put(key, new Held<>(value, until, weight));
    if (before != null) {
      // Another thread may have moved it to a generation that is younger than this by now.
      before.gone = true;
    }
    forget(current.old, key);
    grow(current, before == null ? weight : weight - before.weight);
  }

  /** What was known by this name is not returned from now on. */
  public void remove(K key) {
    Generations<K, V> current = generations;
    forget(current.old, key);
    Held<V> held = current.young.get(key);
    if (held != null) {
      held.gone = true;
      drop(current, key, held);
    }
    if (generations != current) {
      remove(key);
    }
  }

  /** What was known is not returned from now on. */
  public synchronized void clear() {
    generations = new Generations<>(new ConcurrentHashMap<>());
  }

  /** How much is known; what was asked for lately may count twice. */
  public int size() {
    Generations<K, V> current = generations;
    return current.young.size() + current.old.size();
  }

  private static <K, V> void forget(Map<K, Held<V>> old, K key) {
    Held<V> held = old.get(key);
    if (held != null) {
      held.gone = true;
      old.remove(key, held);
    }
  }

  private static <K, V> void drop(Generations<K, V> from, K key, Held<V> held) {
    if (from.young.remove(key, held)) {
      from.weight.addAndGet(-held.weight);
    }
  }

  private void grow(Generations<K, V> current, long weight) {
    if (current.weight.addAndGet(weight) > most) {
      synchronized (this) {
        if (generations == current) {
          generations = new Generations<>(current.young);
        }
      }
    }
  }
}
