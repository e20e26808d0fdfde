package dev.sluice.operator.report;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets a burst through and then so many a second: the client itself limits nothing. */
final class TokenBucket {
  private final double perNano;
  private final double burst;
  private final LongSupplier nanoTime;
  private double tokens;
  private long filledAt;

  TokenBucket(int perSecond, int burst, LongSupplier nanoTime) {
    this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
    this.burst = burst;
    this.nanoTime = nanoTime;
    this.tokens = burst;
    this.filledAt = nanoTime.getAsLong();
  }

  /** Takes a token; how many nanoseconds to wait before using it. */
  synchronized long take() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(burst, tokens + (now - filledAt) * perNano) - 1;
    filledAt = now;
    return tokens >= 0 ? 0 : (long) (-tokens / perNano);
  }
}
