package dev.sluice.dataplane.source;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits that double up to a bound, with full jitter: a hundred data planes that lost the same
 * operator do not come back in step.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 200;
  private static final long MOST_MILLIS = 5_000;

  private int failures;

  void succeeded() {
    failures = 0;
  }

  /** How long to wait before the next try, in milliseconds. */
  long next() {
    long bound = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
    failures++;
    return ThreadLocalRandom.current().nextLong(20, bound + 1);
  }
}
