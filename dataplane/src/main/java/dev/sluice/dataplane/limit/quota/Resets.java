package dev.sluice.dataplane.limit.quota;

import dev.sluice.snapshot.CounterReset;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Resets of limits that all replicas share: each counts in its own memory, so each has to forget.
 * Whoever is at either end says so here once. Safe for all threads.
 */
public final class Resets {
  private volatile Predicate<CounterReset> others = reset -> false;
  private volatile Consumer<CounterReset> here = reset -> {};

  /**
   * @param carrier tells the others; false if it cannot. Must not wait
   */
  public void through(Predicate<CounterReset> carrier) {
    others = carrier;
  }

  /**
   * @param forget what another replica was told to forget
   */
  public void here(Consumer<CounterReset> forget) {
    here = forget;
  }

  /** Returns whether somebody carries it to the others. */
  public boolean tell(CounterReset reset) {
    return others.test(reset);
  }

  /** Another replica was told so. */
  public void heard(CounterReset reset) {
    here.accept(reset);
  }
}
