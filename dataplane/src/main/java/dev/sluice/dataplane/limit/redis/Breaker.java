package dev.sluice.dataplane.limit.redis;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one server is asked. It opens after three failures in a row, or when more than one of
 * nine fails for a while; open, only the pulse asks now and then, and two answers in a row close
 * it. A request pays one look at a field.
 */
final class Breaker {
  private static final Logger log = LoggerFactory.getLogger(Breaker.class);
  private static final int FAILURE = 8;
  private static final int OPENS = 3 * FAILURE;
  private static final int TRIAL = OPENS / 2;

  private final AtomicInteger score = new AtomicInteger();
  private volatile boolean open;

  boolean isOpen() {
    return open;
  }

  /** In time, to somebody's question. */
  void answered() {
    if (!open && score.get() > 0) {
      score.updateAndGet(before -> Math.max(0, before - 1));
    }
  }

  /** In time, to the pulse's. */
  void trialAnswered() {
    if (score.updateAndGet(before -> Math.max(0, before - TRIAL)) == 0) {
      close();
    }
  }

  /**
   * @return whether this has opened it
   */
  boolean failed(FailureCause cause) {
    if (score.updateAndGet(before -> Math.min(OPENS, before + FAILURE)) < OPENS) {
      return false;
    }
    synchronized (this) {
      if (open) {
        return false;
      }
      open = true;
    }
    log.warn("limits are not counted in Redis any more: {}", cause.words());
    return true;
  }

  private void close() {
    synchronized (this) {
      if (!open) {
        return;
      }
      open = false;
    }
    log.info("limits are counted in Redis again");
  }
}
