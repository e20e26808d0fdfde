package dev.sluice.dataplane.limit.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Of a process that has no store. */
final class NoCounters implements SharedCounters {
  private static final CountersUnavailable NONE = new CountersUnavailable("no store of counters");

  @Override
  public CompletionStage<List<Tally>> take(List<Demand> demands) {
    return CompletableFuture.failedFuture(NONE);
  }

  @Override
  public void giveBack(Demand demand, Tally.Receipt receipt) {
    // Nobody has taken anything.
  }

  @Override
  public void charge(Demand demand, long cost) {
    // Nobody counts it here.
  }

  @Override
  public CompletionStage<Void> reset(CounterKey key) {
    return CompletableFuture.failedFuture(NONE);
  }

  @Override
  public int replicas() {
    return 1;
  }
}
