package dev.sluice.snapshot;

/** Whether a read that takes long is asked a second time, of another endpoint. */
public sealed interface Hedge {
  Hedge OFF = new Off();

  /** One request, one try at a time. */
  record Off() implements Hedge {}

  /**
   * @param millis after so long without the head of an answer, 1 or more
   * @param max extra tries at the same time, 1 or more
   */
  record After(long millis, int max) implements Hedge {}

  /**
   * @param percentile of the backend's recent latencies, 50 to 99
   * @param max as in {@link After}
   */
  record AfterPercentile(int percentile, int max) implements Hedge {}
}
