package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;

/**
 * The time of one request: a deadline, or where there is none (an event stream, a request without a
 * limit) a bound on how long nothing may move.
 */
final class RequestClock extends Timer {
  private final TimingWheel wheel;
  private final RouteTimeouts timeouts;
  private long deadlineNanos;
  private boolean deadline;
  private long idleMillis;
  private long lastNanos;

  RequestClock(TimingWheel wheel, RouteTimeouts timeouts, Runnable timeUp) {
    super(timeUp);
    this.wheel = wheel;
    this.timeouts = timeouts;
  }

  /**
   * @param startNanos when the request head was there
   */
  void start(long startNanos) {
    switch (timeouts.request()) {
      case Timeout.None none -> limitIdleness();
      case Timeout.After(long millis) -> {
        deadline = true;
        deadlineNanos = startNanos + millis * 1_000_000;
        wheel.scheduleAt(this, deadlineNanos);
      }
    }
  }

  /** From now on only standing still ends it. */
  void limitIdleness() {
    deadline = false;
    wheel.cancel(this);
    switch (timeouts.idle()) {
      case Timeout.None none -> {}
      case Timeout.After(long millis) -> {
        idleMillis = millis;
        lastNanos = System.nanoTime();
        wheel.schedule(this, millis);
      }
    }
  }

  /** Something moved. */
  void touch() {
    if (idleMillis > 0) {
      lastNanos = System.nanoTime();
    }
  }

  /** Whether so long a wait would end before the deadline. */
  boolean allows(long millis) {
    return !deadline || millis < leftMillis();
  }

  private long leftMillis() {
    return (deadlineNanos - System.nanoTime()) / 1_000_000;
  }

  @Override
  void run() {
    if (idleMillis > 0) {
      long left = idleMillis - (System.nanoTime() - lastNanos) / 1_000_000;
      if (left > 0) {
        wheel.schedule(this, left);
        return;
      }
    }
    super.run();
  }

  void stop() {
    wheel.cancel(this);
  }
}
