package dev.sluice.operator.report;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that is wanted again and again, and planned once: whoever wants it while it waits gets what
 * is planned, and whoever wants it after it began gets it once more.
 */
final class Planned {
  private final ScheduledExecutorService loop;
  private final Runnable work;
  private final AtomicBoolean waits = new AtomicBoolean();

  Planned(ScheduledExecutorService loop, Runnable work) {
    this.loop = loop;
    this.work = work;
  }

  /** Never waits, and does nothing once the loop is shut down. */
  void in(Duration time) {
    if (waits.compareAndSet(false, true)) {
      try {
        loop.schedule(this::run, time.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        waits.set(false);
      }
    }
  }

  private void run() {
    waits.set(false);
    work.run();
  }
}
