package dev.sluice.operator.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets what changes all the time be told only so often: for each object at most once in a while,
 * and then as it is by then.
 *
 * @param <K> what names the objects
 */
final class Pacing<K> {
  private final long pauseNanos;
  private final LongSupplier nanoTime;
  private final Map<K, Long> told = new HashMap<>();

  Pacing(Duration pause, LongSupplier nanoTime) {
    this.pauseNanos = pause.toNanos();
    this.nanoTime = nanoTime;
  }

  /** How long still to wait; zero: it may be told now. */
  Duration wait(K object) {
    Long last = told.get(object);
    return last == null
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, last + pauseNanos - nanoTime.getAsLong()));
  }

  /** It is told now. */
  void told(K object) {
    long now = nanoTime.getAsLong();
    told.values().removeIf(last -> now - last > pauseNanos);
    told.put(object, now);
  }
}
