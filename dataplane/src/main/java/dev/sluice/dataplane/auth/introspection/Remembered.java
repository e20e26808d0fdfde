package dev.sluice.dataplane.auth.introspection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers by the whole text of their tokens: with one character changed it is another token.
 * Bounded by two generations: what is asked for moves to the young one, and once that is full the
 * old one goes.
 */
final class Remembered {
  /** For the identity and what it hangs on, besides the texts. */
  private static final long OVERHEAD = 1_024;

  private final long most;
  private volatile Generations generations = new Generations(Map.of());

  private static final class Generations {
    final Map<String, HeldAnswer> young = new ConcurrentHashMap<>();
    final Map<String, HeldAnswer> old;
    final AtomicLong weight = new AtomicLong();

    Generations(Map<String, HeldAnswer> old) {
      this.old = old;
    }
  }

  /**
   * @param most bytes in each of two generations, reckoned
   */
  Remembered(long most) {
    this.most = most;
  }

  /** Null if it is not known, or does not hold any more. */
  @Nullable HeldAnswer get(String text, long nowMillis) {
    Generations now = generations;
    HeldAnswer found = now.young.get(text);
    if (found == null) {
      found = now.old.get(text);
      if (found == null) {
        return null;
      }
      put(text, found);
    }
    if (!found.holds(nowMillis)) {
      now.young.remove(text, found);
      return null;
    }
    return found;
  }

  void put(String text, HeldAnswer answer) {
    Generations now = generations;
    if (now.young.put(text, answer) == null
        && now.weight.addAndGet(2L * text.length() + OVERHEAD) > most) {
      synchronized (this) {
        if (generations == now) {
          generations = new Generations(now.young);
        }
      }
    }
  }

  int size() {
    Generations now = generations;
    return now.young.size() + now.old.size();
  }
}
