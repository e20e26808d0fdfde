package dev.sluice.dataplane.body;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that bodies of all connections may take together while they wait. */
final class BodyMemory {
  private final long max;
  private final AtomicLong held = new AtomicLong();

  BodyMemory(long max) {
    this.max = max;
  }

  /** Whether there is so much. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) <= max) {
      return true;
    }
    give(bytes);
    return false;
  }

  void give(int bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
