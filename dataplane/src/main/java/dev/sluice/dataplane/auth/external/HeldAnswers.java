package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that hold for a while. Bounded by two generations: what is asked for moves to the young
 * one, and once that is full the old one goes.
 */
final class HeldAnswers {
  /** Of one generation, in bytes, reckoned. */
  private static final long MOST = 16 << 20;

  private final long millis;
  private final LongSupplier clock;
  private volatile Generations generations = new Generations(Map.of());

  private record Held(Outcome outcome, long until, int weight) {}

  private static final class Generations {
    final Map<AnswerKey, Held> young = new ConcurrentHashMap<>();
    final Map<AnswerKey, Held> old;
    final AtomicLong weight = new AtomicLong();

    Generations(Map<AnswerKey, Held> old) {
      this.old = old;
    }
  }

  /**
   * @param millis how long an answer holds
   * @param clock in milliseconds
   */
  HeldAnswers(long millis, LongSupplier clock) {
    this.millis = millis;
    this.clock = clock;
  }

  /** Null if none holds. */
  @Nullable Outcome get(AnswerKey key) {
    Generations now = generations;
    Held found = now.young.get(key);
    if (found == null) {
      found = now.old.get(key);
      if (found == null) {
        return null;
      }
      put(key, found);
    }
    if (found.until <= clock.getAsLong()) {
      now.young.remove(key, found);
      return null;
    }
    return found.outcome;
  }

  /**
   * @param weight of what hangs on it, in bytes
   */
  void put(AnswerKey key, Outcome outcome, int weight) {
    put(key, new Held(outcome, clock.getAsLong() + millis, weight));
  }

  private void put(AnswerKey key, Held held) {
    Generations now = generations;
    if (now.young.put(key, held) == null && now.weight.addAndGet(held.weight) > MOST) {
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
