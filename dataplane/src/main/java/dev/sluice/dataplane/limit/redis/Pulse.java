package dev.sluice.dataplane.limit.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks whether anybody has waited too long: every few milliseconds while there are
 * requests, otherwise a few times a second. A request costs it no timer of its own.
 */
final class Pulse implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pulse.class);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(3);
  private static final long REST = TimeUnit.MILLISECONDS.toNanos(250);

  /** What is to be done. */
  interface Beat {
    /**
     * Every few milliseconds.
     *
     * @return whether anybody waits
     */
    boolean tick();

    /** A few times a second. */
    void rest();
  }

  private final Beat beat;
  private final Thread thread;
  private long rested = System.nanoTime() - REST;
  private volatile boolean asked;
  private volatile boolean sleeping;
  private volatile boolean closed;

  Pulse(Beat beat) {
    this.beat = beat;
    thread = Thread.ofPlatform().daemon().name("limits").start(this::run);
  }

  /** Somebody has asked. Nearly always no more than a look at two fields. */
  void stir() {
    if (!asked) {
      asked = true;
    }
    if (sleeping) {
      sleeping = false;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      // For as long as requests come it stays awake: to wake it costs each of them a system call.
      boolean stirred = asked;
      asked = false;
      boolean waits = false;
      try {
        waits = beat.tick();
        if (System.nanoTime() - rested >= REST) {
          rested = System.nanoTime();
          beat.rest();
        }
      } catch (RuntimeException e) {
        // Without this thread requests would wait for ever.
        log.warn("the counters of limits: {}", e.toString());
      }
      if (waits || stirred || asked) {
        LockSupport.parkNanos(TICK);
        continue;
      }
      sleeping = true;
      if (!asked && !closed) {
        LockSupport.parkNanos(REST);
      }
      sleeping = false;
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
