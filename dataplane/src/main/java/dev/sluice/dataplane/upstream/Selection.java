package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.balance.Balancer;
import dev.sluice.dataplane.upstream.balance.Choice;
import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.LoadBalancer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a backend and how one of them is chosen. Made anew when they, their health or
 * the policy change; a request finds all in place.
 *
 * @param all not to be changed
 * @param usable those of them that are fit for requests; not to be changed
 * @param choice among those; null if there is none
 * @param panic among all, because too few are usable; null while enough are
 */
record Selection(
    UpstreamEndpoint[] all,
    UpstreamEndpoint[] usable,
    @Nullable Choice<UpstreamEndpoint> choice,
    @Nullable Choice<UpstreamEndpoint> panic,
    RequestKey key,
    boolean observesLatency) {
  static final Selection EMPTY =
      new Selection(
          new UpstreamEndpoint[0], new UpstreamEndpoint[0], null, null, RequestKey.NONE, false);

  static Selection of(
      UpstreamEndpoint[] all, LoadBalancer policy, Balancer<UpstreamEndpoint> balancer) {
    UpstreamEndpoint[] usable =
        Arrays.stream(all).filter(UpstreamEndpoint::available).toArray(UpstreamEndpoint[]::new);
    // Those that just joined are not missing: nobody panics because a backend grows.
    long known = Arrays.stream(all).filter(endpoint -> !endpoint.awaited()).count();
    boolean tooFew = usable.length * 100L < policy.panicPercent() * known;
    return new Selection(
        all,
        usable,
        usable.length == 0 ? null : balancer.choice(policy, all, usable),
        tooFew ? balancer.choice(policy, all, all) : null,
        RequestKey.of(policy.algorithm()),
        policy.algorithm() instanceof BalancingAlgorithm.PeakEwma);
  }
}
