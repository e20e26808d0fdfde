package dev.sluice.dataplane.upstream.health;

import dev.sluice.snapshot.HealthCheck;

/**
 * What the checks of one endpoint say together. The first one decides at once, because nothing else
 * is known; after that it takes a row of them to change the verdict.
 */
final class HealthJudge {
  private EndpointState state = EndpointState.UNKNOWN;
  private int good;
  private int bad;

  EndpointState state() {
    return state;
  }

  void judge(CheckOutcome outcome, HealthCheck.Pace pace) {
    if (!outcome.good()) {
      good = 0;
      bad = Math.min(bad + 1, Integer.MAX_VALUE - 1);
      if (state == EndpointState.UNKNOWN || bad >= pace.unhealthyThreshold()) {
        state = EndpointState.UNHEALTHY;
      }
      return;
    }
    bad = 0;
    good = Math.min(good + 1, Integer.MAX_VALUE - 1);
    if (state != EndpointState.UNHEALTHY || good >= pace.healthyThreshold()) {
      state = outcome == CheckOutcome.DEGRADED ? EndpointState.DEGRADED : EndpointState.HEALTHY;
    }
  }
}
