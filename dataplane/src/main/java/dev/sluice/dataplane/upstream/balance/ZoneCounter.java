package dev.sluice.dataplane.upstream.balance;

import java.util.concurrent.atomic.LongAdder;

/** How many requests stayed in the own zone, and how many left it. */
public final class ZoneCounter {
  private final LongAdder stayed = new LongAdder();
  private final LongAdder left = new LongAdder();

  void stayed() {
    stayed.increment();
  }

  void left() {
    left.increment();
  }

  public long own() {
    return stayed.sum();
  }

  public long other() {
    return left.sum();
  }
}
