package dev.sluice.dataplane.limit.state;

import dev.sluice.dataplane.limit.count.CounterTable;

/**
 * What is counted for one limit of one policy, whatever routes it applies to and whatever changes
 * around it. Counters are found by hashes of what requests must agree in, of their tier and of the
 * kind of window, and not of the amount: who has used 90 of 100 has used 90 of 200.
 */
public final class LimitState {
  /** More clients at a time than that are forgotten, those first who used least. */
  private static final int MOST_KEYS = 1 << 17;

  /** Of a limit without a key: one for each tier and route. */
  private static final int FEW_KEYS = 1 << 10;

  private final LimitId id;
  private final CounterTable counters;
  private final Slots slots = new Slots();
  private final LimitFigures figures = new LimitFigures();

  LimitState(LimitId id) {
    this.id = id;
    counters = new CounterTable(id.keyed() ? MOST_KEYS : FEW_KEYS);
  }

  public LimitId id() {
    return id;
  }

  /** Of rates, in this process; of a shared store, those that stand in for it. */
  public CounterTable counters() {
    return counters;
  }

  /** Of a limit of requests at a time. */
  public Slots slots() {
    return slots;
  }

  public LimitFigures figures() {
    return figures;
  }
}
