package dev.sluice.snapshot;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One limit of a policy.
 *
 * @param name unique in its policy
 * @param when it counts requests for which one of these holds; empty: all
 * @param key what requests must agree in to share a counter; empty: one counter
 * @param perRoute whether each route has counters of its own
 */
public record RateLimit(
    String name,
    List<LimitCondition> when,
    List<LimitKeyPart> key,
    Allowance allowance,
    boolean perRoute,
    CounterStore store) {
  public RateLimit {
    when = List.copyOf(when);
    key = List.copyOf(key);
  }

  /** How much. */
  public sealed interface Allowance {
    /**
     * So much in a time.
     *
     * @param tiers other amounts for some
     * @param requestCost of each request
     * @param responseCost header of the backend's answer with what a request costs besides, in
     *     lower case; empty: none
     */
    record Rate(
        Algorithm algorithm, Amount usual, Tiers tiers, long requestCost, String responseCost)
        implements Allowance {}

    /** So many at a time. */
    record Concurrent(int most) implements Allowance {}
  }

  /** How it counts. */
  public enum Algorithm {
    SLIDING_WINDOW,
    TOKEN_BUCKET
  }

  /**
   * @param requests or cost
   * @param perMillis 1 s to 31 d
   * @param burst of a sliding window: how many more at once; of a bucket: its capacity
   */
  public record Amount(long requests, long perMillis, long burst) {}

  /** Which amount is whose. */
  public sealed interface Tiers {
    Tiers NONE = new None();

    record None() implements Tiers {}

    /**
     * @param by what has the value: CLAIM, HEADER (in lower case) or API_KEY (an attribute)
     */
    record ByValue(TierSource by, String name, SortedMap<String, Amount> amounts) implements Tiers {
      public ByValue {
        amounts = Collections.unmodifiableSortedMap(new TreeMap<>(amounts));
      }
    }
  }

  /** What chooses a tier. */
  public enum TierSource {
    CLAIM,
    HEADER,
    API_KEY
  }

  /** Where it is counted. */
  public sealed interface CounterStore {
    /** In each replica by itself. */
    record Local() implements CounterStore {}

    /** In shares that the operator hands out. */
    record Cluster() implements CounterStore {}

    /**
     * In the shared store of the data plane.
     *
     * @param lease whether quotas are taken ahead of need
     */
    record Shared(boolean lease, OnFailure onFailure) implements CounterStore {}
  }

  /** While the shared store does not answer. */
  public enum OnFailure {
    OPEN,
    CLOSED,
    LOCAL_FALLBACK
  }
}
