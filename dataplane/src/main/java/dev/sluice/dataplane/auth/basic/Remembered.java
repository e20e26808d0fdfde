package dev.sluice.dataplane.auth.basic;

import dev.sluice.dataplane.auth.basic.Fingerprints.Fingerprint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A bounded set that forgets: after a time, and what nobody asked for lately when there is too
 * much. Two generations, of which the older is dropped as a whole, so that to look costs a look-up
 * and nothing is kept in order.
 */
final class Remembered {
  private final int most;
  private final long keptNanos;
  private final LongSupplier nanos;

  private volatile Generations generations = new Generations(new ConcurrentHashMap<>(), Map.of());

  private record Generations(Map<Fingerprint, Long> young, Map<Fingerprint, Long> old) {}

  /**
   * @param most in each of two generations
   */
  Remembered(int most, long keptNanos, LongSupplier nanos) {
    this.most = most;
    this.keptNanos = keptNanos;
    this.nanos = nanos;
  }

  boolean has(Fingerprint fingerprint) {
    Generations now = generations;
    Long since = now.young.get(fingerprint);
    if (since == null) {
      since = now.old.get(fingerprint);
      if (since != null && isFresh(since)) {
        put(fingerprint, since);
      }
    }
    return since != null && isFresh(since);
  }

  void add(Fingerprint fingerprint) {
    put(fingerprint, nanos.getAsLong());
  }

  private boolean isFresh(long since) {
    return nanos.getAsLong() - since < keptNanos;
  }

  private void put(Fingerprint fingerprint, long since) {
    Generations now = generations;
    if (now.young.size() >= most) {
      now = turn(now);
    }
    now.young.put(fingerprint, since);
  }

  private synchronized Generations turn(Generations full) {
    if (generations == full) {
      generations = new Generations(new ConcurrentHashMap<>(), full.young);
    }
    return generations;
  }

  int size() {
    Generations now = generations;
    return now.young.size() + now.old.size();
  }
}
