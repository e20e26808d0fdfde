package dev.sluice.dataplane.limit.store;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;

/**
 * How much of a limit that all replicas share is this one's to give out. Called for each request;
 * never waits, and allocates only for a counter that is new to it.
 */
public interface Shares {
  /** Where there are no other replicas. */
  Shares WHOLE = (limit, name, whole, counter, cost, now) -> whole;

  /**
   * The amount with which a request is to be counted in this process. Changes with time: what was
   * used stays used. Notes that so much is asked, so it is called once for each request and limit.
   *
   * @param limit for people: {@code namespace/policy/limit}
   * @param whole what all replicas may take together
   * @param counter what this one has used
   * @param now {@link System#nanoTime()}
   */
  Amount of(String limit, CounterName name, Amount whole, Counter counter, long cost, long now);
}
