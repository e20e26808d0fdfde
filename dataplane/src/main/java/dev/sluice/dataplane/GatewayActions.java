package dev.sluice.dataplane;

import dev.sluice.dataplane.admin.AdminActions;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.ObjectKey;

/** What the admin port may change of a gateway. */
record GatewayActions(Upstreams upstreams) implements AdminActions {

  @Override
  public BreakerReset resetBreaker(ObjectKey backend) {
    Upstream upstream = upstreams.get(backend);
    if (upstream == null) {
      return BreakerReset.NO_BACKEND;
    }
    return upstream.resetBreaker() ? BreakerReset.DONE : BreakerReset.NO_BREAKER;
  }
}
