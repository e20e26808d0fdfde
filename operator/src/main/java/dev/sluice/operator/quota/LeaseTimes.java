package dev.sluice.operator.quota;

import java.time.Duration;

/**
 * How long what counts.
 *
 * @param lease for which a share is good, 100 ms to 60 s
 * @param idle after which a counter that nobody asks is shared equally again
 */
public record LeaseTimes(Duration lease, Duration idle) {
  public static final LeaseTimes USUAL =
      new LeaseTimes(Duration.ofSeconds(10), Duration.ofSeconds(10));

  int leaseMillis() {
    return (int) lease.toMillis();
  }

  /** What an earlier leader has handed out is known by then, or has run out. */
  long quietNanos() {
    return lease.toNanos() * 3 / 2;
  }

  /** A replica that is silent for so long may soon fall back to its equal share. */
  long staleNanos() {
    return lease.toNanos() / 2;
  }

  /** A replica that is silent for so long is gone. */
  long deadNanos() {
    return lease.toNanos() * 2;
  }
}
