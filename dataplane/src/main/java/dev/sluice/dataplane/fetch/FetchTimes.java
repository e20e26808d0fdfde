package dev.sluice.dataplane.fetch;

import java.time.Duration;

/** Time, for whoever fetches something again and again. */
public interface FetchTimes {
  /** Runs something later, on a thread that may block. */
  void after(Duration delay, Runnable action);

  /** Nanoseconds from an arbitrary moment. */
  long nanos();

  /** From 0 up to 1: so that not all replicas ask at once. */
  double jitter();
}
