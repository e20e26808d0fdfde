package dev.sluice.dataplane.limit.state;

import java.util.concurrent.atomic.LongAdder;

/** What became of the requests that a limit counts. Safe for all threads. */
public final class LimitFigures {
  private final LongAdder[] outcomes = new LongAdder[LimitOutcome.values().length];
  private final LongAdder fellBack = new LongAdder();
  private final LongAdder badCosts = new LongAdder();

  LimitFigures() {
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = new LongAdder();
    }
  }

  public void count(LimitOutcome outcome) {
    outcomes[outcome.ordinal()].increment();
  }

  public long counted(LimitOutcome outcome) {
    return outcomes[outcome.ordinal()].sum();
  }

  /** The store did not answer, and this process counted by itself. */
  public void fallBack() {
    fellBack.increment();
  }

  public long fellBack() {
    return fellBack.sum();
  }

  /** A backend told a cost that is none. */
  public void badCost() {
    badCosts.increment();
  }

  public long badCosts() {
    return badCosts.sum();
  }
}
