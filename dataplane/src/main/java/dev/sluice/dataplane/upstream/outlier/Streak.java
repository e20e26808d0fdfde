package dev.sluice.dataplane.upstream.outlier;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Failures in a row, over all threads. While all goes well it is only read.
 *
 * <p>An answer that breaks off has ended the streak with its own good head a moment ago, so the
 * length before that is remembered: an endpoint that breaks off every answer fails every request.
 */
final class Streak {
  private final AtomicInteger length = new AtomicInteger();
  private volatile int endedAt;

  void good() {
    int ended = length.get();
    if (ended != 0) {
      endedAt = ended;
      length.set(0);
    } else if (endedAt != 0) {
      endedAt = 0;
    }
  }

  /** How long it is now. */
  int bad() {
    return length.incrementAndGet();
  }

  /** The answer whose head counted as good broke off. How long it is now. */
  int brokeOff() {
    int before = endedAt;
    endedAt = 0;
    return length.updateAndGet(now -> Math.max(now, before) + 1);
  }

  void reset() {
    length.set(0);
    endedAt = 0;
  }
}
