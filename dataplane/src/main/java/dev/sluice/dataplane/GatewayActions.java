package dev.sluice.dataplane;

import dev.sluice.dataplane.admin.AdminActions;
import dev.sluice.dataplane.admin.LimitReset;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitView;
import dev.sluice.dataplane.runtime.Gateway;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.ObjectKey;
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

  @Override
  public LimitReset resetLimit(ObjectKey policy, String limit, LimitKey key) {
    Optional<LimitView> found =
        gateway.state().limitsInForce().of(GatewayView.limitPolicies(gateway)).stream()
            .filter(each -> each.policy().policy().equals(policy))
            .filter(each -> each.limit().name().equals(limit))
            .findFirst();
    if (found.isEmpty()) {
      return new LimitReset.NoLimit();
    }
    List<String> texts = texts(found.get().state(), key);
    if (texts == null) {
      return new LimitReset.NoKey();
    }
    try {
      gateway.state().limitsInForce().reset(found.get(), texts);
    } catch (IllegalArgumentException e) {
      return new LimitReset.Malformed(String.valueOf(e.getMessage()));
    }
    // Not the key itself: it may be somebody's name.
    log.info("limit {}/{}: what was counted for a key was reset at the admin port", policy, limit);
    return new LimitReset.Done();
  }

  private static @Nullable List<String> texts(LimitState state, LimitKey key) {
    return switch (key) {
      case LimitKey.Shown(String name) -> state.texts(name);
      case LimitKey.Parts(List<String> values) -> values;
    };
  }
}
