package dev.sluice.snapshot;

/** Whether an endpoint that fails gets no requests for a while. */
public sealed interface OutlierDetection extends BackendPart {
  OutlierDetection OFF = new Off();

  /** An endpoint is asked whatever it answers. */
  record Off() implements OutlierDetection {}

  /**
   * @param consecutiveGatewayErrors so many connect errors, resets, timeouts, 502, 503 or 504 in a
   *     row eject; 0: never
   * @param consecutive5xx so many of these or any other 5xx in a row eject; 0: never
   * @param latency an endpoint whose answers take longer on average over an interval, and twice as
   *     long as the others', is ejected
   * @param intervalMillis between two looks at latencies and at endpoints whose time is over
   * @param baseEjectionMillis for so long, times how often in a row
   * @param maxEjectionMillis never longer
   * @param maxEjectedPercent of the endpoints, 1 to 100; below 100 one of several may always be
   *     ejected, and the last one that is left never
   */
  record On(
      int consecutiveGatewayErrors,
      int consecutive5xx,
      Timeout latency,
      long intervalMillis,
      long baseEjectionMillis,
      long maxEjectionMillis,
      int maxEjectedPercent)
      implements OutlierDetection {}
}
