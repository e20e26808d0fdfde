package dev.sluice.dataplane.auth.introspection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spares an issuer that fails: after some failures in a row it is asked once a second, and whoever
 * comes between is told so at once instead of waiting in vain. One good answer ends it.
 */
final class Rest {
  static final int FAILURES = 5;

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private int failures;
  private long next;

  Rest(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether the issuer may be asked; who was told so asks. */
  synchronized boolean mayAsk() {
    if (failures < FAILURES) {
      return true;
    }
    long now = nanos.getAsLong();
    if (now - next < 0) {
      return false;
    }
    next = now + PAUSE;
    return true;
  }

  /** Whether it is over now. */
  synchronized boolean answered() {
    boolean was = isOn();
    failures = 0;
    return was;
  }

  /** Whether it begins now. */
  synchronized boolean failed() {
    failures = Math.min(failures, FAILURES) + 1;
    next = nanos.getAsLong() + PAUSE;
    return failures == FAILURES;
  }

  synchronized boolean isOn() {
    return failures >= FAILURES;
  }
}
