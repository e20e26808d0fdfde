package dev.sluice.dataplane.body.judge;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that bodies of all connections may take together while they wait. */
public final class BodyMemory {
  private final long max;
  private final AtomicLong held = new AtomicLong();

  BodyMemory(long max) {
    this.max = max;
  }

  /** Whether there is so much. */
  public boolean take(int bytes) {
    if (held.addAndGet(bytes) <= max) {
      return true;
    }
    give(bytes);
    return false;
  }

  public void give(int bytes) {
    held.addAndGet(-bytes);
  }

  public long held() {
    return held.get();
  }
}
