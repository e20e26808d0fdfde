package dev.sluice.dataplane.upstream.concurrency;

import java.util.concurrent.atomic.AtomicBoolean;

/** Of one request that waits for a slot: gets it, or leaves the line. */
public final class PlaceInLine {
  private final ConcurrencyLimit limit;
  private final Runnable admitted;
  private final AtomicBoolean settled = new AtomicBoolean();

  PlaceInLine(ConcurrencyLimit limit, Runnable admitted) {
    this.limit = limit;
    this.admitted = admitted;
  }

  /** Whether it still waits: then it has the slot now. */
  boolean grant() {
    return settled.compareAndSet(false, true);
  }

  void admit() {
    admitted.run();
  }

  /**
   * @return whether it still waited; else it has a slot, which somebody must give back
   */
  public boolean leave() {
    boolean waited = settled.compareAndSet(false, true);
    if (waited) {
      limit.left(this);
    }
    return waited;
  }
}
