package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.ZonePreference;

/**
 * How the endpoints of a backend are chosen now.
 *
 * @param panic whether so few are usable that unhealthy ones get requests too
 * @param failovers requests that other backends took since the backend is known
 * @param ownZone requests that stayed in the own zone, where one is preferred
 * @param otherZone requests that left it
 */
public record BalancingView(
    LoadBalancer policy, boolean panic, long failovers, long ownZone, long otherZone) {
  public static final BalancingView NONE = new BalancingView(LoadBalancer.DEFAULT, false, 0, 0, 0);

  public boolean prefersZone() {
    return policy.zones() instanceof ZonePreference.OwnZoneFirst;
  }

  /** As the resource calls the algorithm. */
  public String type() {
    return switch (policy.algorithm()) {
      case BalancingAlgorithm.LeastRequest() -> "LeastRequest";
      case BalancingAlgorithm.RoundRobin() -> "RoundRobin";
      case BalancingAlgorithm.Random() -> "Random";
      case BalancingAlgorithm.PeakEwma() -> "PeakEWMA";
      case BalancingAlgorithm.ConsistentHash hash -> "ConsistentHash";
    };
  }
}
