package dev.sluice.dataplane.limit.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Counters that several data planes share. Never waits, whatever thread asks. */
public interface SharedCounters {
  /**
   * Takes what all demands ask if there is enough at all that bind, or nothing at all. Demands that
   * do not bind take by themselves.
   *
   * @return one tally for each demand, in their order; or a failure with {@link
   *     CountersUnavailable} within 20 ms. On a thread that must not be held up.
   */
  CompletionStage<List<Tally>> take(List<Demand> demands);

  /**
   * Gives back what was taken for a request that does not pass after all. Soon, and if the store
   * does not answer then, never.
   */
  void giveBack(Demand demand, Tally.Receipt receipt);

  /** Takes so much whether it is left or not: what a request turned out to cost. */
  void charge(Demand demand, long cost);

  /** Forgets a counter, as if nobody had asked. */
  CompletionStage<Void> reset(CounterKey key);

  /** How many data planes share them, this one included, as far as is known; at least 1. */
  int replicas();
}
