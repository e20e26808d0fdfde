package dev.sluice.dataplane.upstream.health;

import java.util.function.LongSupplier;

/**
 * A task that many ask for, run once for all of them: at once if it has rested, else when its rest
 * is over. Whoever asks while it runs has it run again. May be asked from any thread.
 */
final class Coalesced {
  private final HealthTimer timer;
  private final Runnable task;
  private final LongSupplier restMillis;
  private long restsUntil;
  private boolean pending;

  /**
   * @param restMillis from one run to the next at least; 0: none
   */
  Coalesced(HealthTimer timer, Runnable task, LongSupplier restMillis) {
    this.timer = timer;
    this.task = task;
    this.restMillis = restMillis;
    restsUntil = timer.nanos();
  }

  void ask() {
    synchronized (this) {
      if (pending) {
        return;
      }
      long wait = restsUntil - timer.nanos();
      if (wait > 0) {
        pending = true;
        timer.after((wait + 999_999) / 1_000_000, this::later);
        return;
      }
      rest();
    }
    task.run();
  }

  private void later() {
    synchronized (this) {
      // Before the task looks: what changes from now on may be too late for it.
      pending = false;
      rest();
    }
    task.run();
  }

  private void rest() {
    restsUntil = timer.nanos() + restMillis.getAsLong() * 1_000_000;
  }
}
