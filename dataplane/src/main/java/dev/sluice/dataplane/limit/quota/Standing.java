package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.snapshot.EqualShare;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this replica was last told of all replicas; and what it therefore counts with where nothing
 * else is said.
 */
final class Standing {
  /** Amounts come from the configuration; this is room for all tiers of all limits. */
  private static final int MOST_AMOUNTS = 10_000;

  private final EqualShare equal;
  private final boolean told;
  private final boolean joined;

  /** The others have made room by then, whether anybody said so or not. */
  private final long joinedAt;

  private final ConcurrentHashMap<Amount, Amount> parts = new ConcurrentHashMap<>();

  /** Nobody has said anything. */
  Standing() {
    this(EqualShare.ALL, false, true, 0);
  }

  Standing(EqualShare equal, boolean told, boolean joined, long joinedAt) {
    this.equal = equal;
    this.told = told;
    this.joined = joined;
    this.joinedAt = joinedAt;
  }

  /** The same under another name; what is remembered may go on. */
  boolean says(EqualShare otherEqual, boolean otherJoined) {
    return told && equal.equals(otherEqual) && joined && otherJoined;
  }

  EqualShare equal() {
    return equal;
  }

  /** Whether that was said, and not only waited for. */
  boolean joined() {
    return joined;
  }

  int replicas() {
    return equal.replicas();
  }

  int rank() {
    return equal.rank();
  }

  boolean told() {
    return told;
  }

  boolean joined(long now) {
    return joined || now - joinedAt >= 0;
  }

  long part(long whole, long now) {
    return joined(now) ? equal.of(whole) : Math.min(1, whole);
  }

  Amount of(Amount whole, long now) {
    if (!joined(now)) {
      return Parts.of(whole, Math.min(1, whole.requests()));
    }
    if (equal.replicas() == 1) {
      return whole;
    }
    Amount known = parts.get(whole);
    if (known == null) {
      known = Parts.of(whole, equal.of(whole.requests()));
      if (parts.size() < MOST_AMOUNTS) {
        parts.put(whole, known);
      }
    }
    return known;
  }
}
