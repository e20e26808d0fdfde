package dev.sluice.dataplane.upstream.credential;

import java.time.Duration;

/** Who fetches tokens and keeps the time, for all backends of a process. */
public interface TokenFetches {
  /**
   * Asks once. Blocks; called on a thread that may.
   *
   * @throws TokenRefused if there is none to be had now
   */
  Token fetch(TokenGrant grant) throws TokenRefused;

  /** Runs something later, on a thread that may block. */
  void after(Duration delay, Runnable action);

  /** Nanoseconds from an arbitrary moment. */
  long nanos();

  /** From 0 up to 1: so that not all replicas ask at once. */
  double jitter();
}
