package dev.sluice.snapshot;

/**
 * How an endpoint is chosen.
 *
 * @param slowStart for so long after it joined (or became healthy again) an endpoint gets a growing
 *     share
 * @param zones whether endpoints of the data plane's own zone come first
 * @param panicPercent when fewer of the endpoints are healthy, all get requests: 0 (never, not even
 *     when none is healthy) to 100
 */
public record LoadBalancer(
    BalancingAlgorithm algorithm, Timeout slowStart, ZonePreference zones, int panicPercent)
    implements BackendPart {
  public static final int DEFAULT_PANIC_PERCENT = 0;
  public static final LoadBalancer DEFAULT =
      new LoadBalancer(
          new BalancingAlgorithm.LeastRequest(),
          Timeout.NONE,
          ZonePreference.NONE,
          DEFAULT_PANIC_PERCENT);
}
