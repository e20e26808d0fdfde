package dev.sluice.dataplane.upstream.health;

import java.time.Instant;

/** Time, and threads that may wait: no I/O thread ever does. */
public interface HealthTimer {
  /** Something that will happen unless it is cancelled. */
  interface Pending {
    void cancel();
  }

  /** Of one process only. */
  long nanos();

  /** The time of day, for people. */
  Instant now();

  /** Runs a short task later; tasks run one after the other. */
  Pending after(long millis, Runnable task);

  /** Takes the turn of a check that is due: so many milliseconds from now, 0 if it is now. */
  long turnMillis();

  /** Runs something that blocks, now, on a thread of its own. */
  void start(Runnable blocking);

  /** From 0 to below 1: what happens often must not happen all at once. */
  double chance();

  /** Nothing that is pending happens any more. */
  void close();
}
