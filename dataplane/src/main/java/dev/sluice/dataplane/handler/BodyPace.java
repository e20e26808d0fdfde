package dev.sluice.dataplane.handler;

import java.time.Duration;

/**
 * How slow a request body may be.
 *
 * @param grace how long the gateway waits before it judges
 * @param bytesPerSecond on average, from then on
 * @param interval how often it looks
 */
public record BodyPace(Duration grace, long bytesPerSecond, Duration interval) {
  public static final BodyPace DEFAULT =
      new BodyPace(Duration.ofSeconds(10), 240, Duration.ofSeconds(1));

  boolean tooSlow(long bytes, long waitedNanos) {
    return waitedNanos >= grace.toNanos()
        && bytes < bytesPerSecond * (waitedNanos / 1_000_000_000.0);
  }
}
