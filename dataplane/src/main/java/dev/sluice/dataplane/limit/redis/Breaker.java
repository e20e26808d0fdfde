package dev.sluice.dataplane.limit.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one server is asked. It opens after three failures in a row, or when more than one of
 * nine fails for a while; open, only the pulse asks now and then, and two answers in a row close
 * it, or more of them if that did not last. A request pays one look at a field.
 */
final class Breaker {
  private static final Logger log = LoggerFactory.getLogger(Breaker.class);
  private static final int FAILURE = 8;
  private static final int OPENS = 3 * FAILURE;
  private static final int FEWEST_TRIALS = 2;
  private static final int MOST_TRIALS = 8;
  private static final long LASTING = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanos;
  private final AtomicInteger score = new AtomicInteger();
  private int wanted = FEWEST_TRIALS;
  private int good;
  private long closedAt;
  private volatile boolean open;
  private volatile FailureCause cause = FailureCause.OPEN;

  Breaker(LongSupplier nanos) {
    this.nanos = nanos;
    closedAt = nanos.getAsLong() - LASTING;
  }

  boolean isOpen() {
    return open;
  }

  /** Why it opened last. */
  FailureCause cause() {
    return cause;
  }

  /** In time, to somebody's question. */
  void answered() {
    if (!open && score.get() > 0) {
      score.updateAndGet(before -> Math.max(0, before - 1));
    }
  }

  /** In time, to the pulse's. */
  void trialAnswered() {
    answered();
    synchronized (this) {
      if (!open || ++good < wanted) {
        return;
      }
      closedAt = nanos.getAsLong();
      score.set(0);
      open = false;
    }
    log.info("limits are counted in Redis again");
  }

  /**
   * @return whether this has opened it
   */
  boolean failed(FailureCause cause) {
    if (score.updateAndGet(before -> Math.min(OPENS, before + FAILURE)) < OPENS) {
      return false;
    }
    synchronized (this) {
      good = 0;
      if (open) {
        return false;
      }
      boolean lasted = nanos.getAsLong() - closedAt >= LASTING;
      wanted = lasted ? FEWEST_TRIALS : Math.min(MOST_TRIALS, 2 * wanted);
      this.cause = cause;
      open = true;
    }
    log.warn("limits are not counted in Redis any more: {}", cause.words());
    return true;
  }
}
