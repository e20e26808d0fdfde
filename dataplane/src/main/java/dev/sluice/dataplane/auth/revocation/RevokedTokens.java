package dev.sluice.dataplane.auth.revocation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The copy of the list. What is in it stays until it has no meaning any more or is taken back,
 * whatever Redis has lost meanwhile. Changed by one thread, read by all.
 */
final class RevokedTokens {
  /** About 100 bytes each. */
  static final int MOST = 500_000;

  private final int most;
  private final Map<Fingerprint, Held> entries = new ConcurrentHashMap<>();
  private volatile long generation;
  private volatile long dropped;

  private record Held(long before, long untilMillis) {}

  RevokedTokens() {
    this(MOST);
  }

  RevokedTokens(int most) {
    this.most = most;
  }

  /** Another number than before means that a token may have been taken back since. */
  long generation() {
    return generation;
  }

  /**
   * @param issuedAt seconds since the epoch; of a token that does not say so {@link Long#MIN_VALUE}
   */
  boolean has(Fingerprint name, long issuedAt) {
    Held held = entries.get(name);
    return held != null && issuedAt <= held.before();
  }

  /** To be followed by {@link #changed}. */
  void add(ListEntry entry) {
    if (entry.restored()) {
      entries.remove(entry.name());
      return;
    }
    entries.merge(
        entry.name(),
        new Held(entry.before(), entry.untilMillis()),
        (old, added) ->
            new Held(
                Math.max(old.before(), added.before()),
                Math.max(old.untilMillis(), added.untilMillis())));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void changed() {
    generation++;
  }

  /**
   * Lets go of what has no meaning any more; beyond the bound also of what ends first.
   *
   * @param nowMillis by Redis' clock
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void tidy(long nowMillis) {
    entries.values().removeIf(held -> held.untilMillis() <= nowMillis);
    int before = entries.size();
    if (before <= most) {
      return;
    }
    long[] ends = entries.values().stream().mapToLong(Held::untilMillis).sorted().toArray();
    long border = ends[Math.min(ends.length - 1, before - most + most / 10)];
    entries.values().removeIf(held -> held.untilMillis() < border);
    if (entries.size() > most) {
      // All end at the same time.
      int[] left = {entries.size() - most};
      entries.values().removeIf(held -> left[0]-- > 0);
    }
    dropped += before - entries.size();
  }

  int size() {
    return entries.size();
  }

  /** Entries that were let go of although they had a meaning. */
  long dropped() {
    return dropped;
  }
}
