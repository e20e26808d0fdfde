package dev.sluice.dataplane;

import dev.sluice.dataplane.admin.AdminActions;
import dev.sluice.dataplane.admin.LimitReset;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitView;
import dev.sluice.dataplane.runtime.Gateway;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.CounterReset;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit.CounterStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the admin port may change of a gateway. */
record GatewayActions(Gateway gateway, Upstreams upstreams) implements AdminActions {
  private static final Logger log = LoggerFactory.getLogger(GatewayActions.class);

  @Override
  public BreakerReset resetBreaker(ObjectKey backend) {
    Upstream upstream = upstreams.get(backend);
    if (upstream == null) {
      return BreakerReset.NO_BACKEND;
    }
    return upstream.resetBreaker() ? BreakerReset.DONE : BreakerReset.NO_BREAKER;
  }

  /** Of a limit that replicas share, where another was told. */
  void heard(CounterReset reset) {
    find(reset.policy(), reset.limit())
        .filter(limit -> limit.limit().store() instanceof CounterStore.Cluster)
        .ifPresent(limit -> forget(limit, reset));
  }

  private void forget(LimitView limit, CounterReset reset) {
    try {
      gateway.state().limitsInForce().reset(limit, reset.parts());
      log.info("limit {}: what was counted for a key was reset at another replica", reset);
    } catch (IllegalArgumentException e) {
      // The other one has another version of the policy; ours has no such key.
      log.info("limit {}: a reset of another replica does not fit", reset);
    }
  }

  private Optional<LimitView> find(ObjectKey policy, String limit) {
    return gateway.state().limitsInForce().of(GatewayView.limitPolicies(gateway)).stream()
        .filter(each -> each.policy().policy().equals(policy))
        .filter(each -> each.limit().name().equals(limit))
        .findFirst();
  }

  @Override
  public LimitReset resetLimit(ObjectKey policy, String limit, LimitKey key) {
    Optional<LimitView> found = find(policy, limit);
    if (found.isEmpty()) {
      return new LimitReset.NoLimit();
    }
    List<String> texts = texts(found.get().state(), key);
    if (texts == null) {
      return new LimitReset.NoKey();
    }
    CounterReset reset;
    try {
      reset = new CounterReset(policy, limit, texts);
      gateway.state().limitsInForce().reset(found.get(), texts);
    } catch (IllegalArgumentException e) {
      return new LimitReset.Malformed(String.valueOf(e.getMessage()));
    }
    // Not the key itself: it may be somebody's name.
    log.info("limit {}/{}: what was counted for a key was reset at the admin port", policy, limit);
    return found.get().limit().store() instanceof CounterStore.Cluster
        ? carried(reset)
        : new LimitReset.Done();
  }

  private LimitReset carried(CounterReset reset) {
    int replicas = gateway.state().quotas().count();
    return new LimitReset.Shared(
        gateway.state().quotas().resets().tell(reset) ? replicas : 1, replicas);
  }

  private static @Nullable List<String> texts(LimitState state, LimitKey key) {
    return switch (key) {
      case LimitKey.Shown(String name) -> state.texts(name);
      case LimitKey.Parts(List<String> values) -> values;
    };
  }
}
