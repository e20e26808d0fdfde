package dev.sluice.dataplane.upstream;

import java.util.concurrent.atomic.LongAdder;

/** What came to nothing before a backend was reached. From any thread. */
final class DialFigures {
  private final LongAdder forbidden = new LongAdder();
  private final LongAdder tlsFailures = new LongAdder();

  void forbidden() {
    forbidden.increment();
  }

  void tlsFailed() {
    tlsFailures.increment();
  }

  long forbiddenSum() {
    return forbidden.sum();
  }

  long tlsFailureSum() {
    return tlsFailures.sum();
  }
}
