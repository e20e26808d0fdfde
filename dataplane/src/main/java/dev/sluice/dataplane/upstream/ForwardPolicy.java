package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteTimeouts;

/**
 * What a rule says of its requests on their way to a backend, made ready at swap.
 *
 * @param honourRetryAfterMillis an answer that asks for a longer wait is passed on
 * @param maxReplayBytes of a request's body are kept to be sent again
 * @param hedge of reads
 */
record ForwardPolicy(
    RouteTimeouts timeouts,
    RetryDecision decision,
    Backoff backoff,
    long honourRetryAfterMillis,
    long maxReplayBytes,
    Hedge hedge) {
  static ForwardPolicy of(RoutePolicies policies) {
    RetryPolicy retry = policies.retry();
    return new ForwardPolicy(
        policies.timeouts(),
        new RetryDecision(retry),
        new Backoff(retry.backoffBaseMillis(), retry.backoffMaxMillis()),
        retry.honourRetryAfterMillis(),
        retry.maxReplayBytes(),
        policies.hedge());
  }
}
