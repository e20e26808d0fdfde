package dev.sluice.dataplane.limit.state;

import dev.sluice.dataplane.limit.store.CounterKey;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests of each key are under way. Holds only keys that have some, so it is never
 * larger than the number of requests.
 */
public final class Slots {
  private final ConcurrentHashMap<CounterKey, Integer> taken = new ConcurrentHashMap<>();

  /**
   * Takes one if fewer than that many are taken.
   *
   * @return how many are left then; negative if none was
   */
  public int take(CounterKey key, int most) {
    int[] left = {-1};
    taken.compute(
        key,
        (same, count) -> {
          int now = count == null ? 0 : count;
          if (now >= most) {
            return count;
          }
          left[0] = most - now - 1;
          return now + 1;
        });
    return left[0];
  }

  /** Gives back one that was taken. */
  public void giveBack(CounterKey key) {
    taken.computeIfPresent(key, (same, count) -> count <= 1 ? null : count - 1);
  }

  public int taken(CounterKey key) {
    return taken.getOrDefault(key, 0);
  }

  /** How many keys have requests under way. */
  public int keys() {
    return taken.size();
  }
}
