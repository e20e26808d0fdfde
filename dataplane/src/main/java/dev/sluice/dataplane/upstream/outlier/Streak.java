package dev.sluice.dataplane.upstream.outlier;

import java.util.concurrent.atomic.AtomicInteger;

/** Failures in a row, over all threads. While all goes well it is only read. */
final class Streak {
  private final AtomicInteger length = new AtomicInteger();

  void end() {
    if (length.get() != 0) {
      length.set(0);
    }
  }

  /** One more. How long it is now. */
  int grow() {
    return length.incrementAndGet();
  }
}
