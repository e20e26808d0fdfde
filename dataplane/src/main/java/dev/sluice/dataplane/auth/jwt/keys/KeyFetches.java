package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.HttpAnswer;
import java.time.Duration;

/** Who fetches keys and keeps the time, for all providers of a process. */
public interface KeyFetches {
  /**
   * Asks once. Blocks; called on a thread that may.
   *
   * @throws FetchRefused if there is no whole answer
   */
  HttpAnswer fetch(KeyPlace place) throws FetchRefused;

  /** Runs something later, on a thread that may block. */
  void after(Duration delay, Runnable action);

  /** Nanoseconds from an arbitrary moment. */
  long nanos();

  /** From 0 up to 1: so that not all replicas ask at once. */
  double jitter();
}
