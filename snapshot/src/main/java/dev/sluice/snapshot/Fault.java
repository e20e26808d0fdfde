package dev.sluice.snapshot;

/** One thing that is done wrong on purpose. */
public sealed interface Fault {
  /** In 100 requests that it may hit, 0 to 100. */
  int percent();

  /**
   * The request waits before anything else happens to it.
   *
   * @param millis 1 or more
   */
  record Delay(long millis, int percent) implements Fault {}

  /**
   * An error answer takes the backend's place.
   *
   * @param status 400 to 599
   */
  record Abort(int status, int percent) implements Fault {}
}
