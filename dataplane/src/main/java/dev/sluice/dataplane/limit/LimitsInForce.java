package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.state.LimitView;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.dataplane.limit.store.SharedCounters;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimitSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the admin port sees of limits, and may change of them. Safe for all threads. */
public final class LimitsInForce {
  private static final Logger log = LoggerFactory.getLogger(LimitsInForce.class);

  private final LimitStates states;
  private final CounterStores stores;

  public LimitsInForce(LimitStates states, CounterStores stores) {
    this.states = states;
    this.stores = stores;
  }

  /** Those of some policies, in their order. */
  public List<LimitView> of(List<RateLimitSection> policies) {
    Map<String, LimitState> known = new HashMap<>();
    states.all().forEach(state -> known.put(state.id().toString(), state));
    List<LimitView> views = new ArrayList<>();
    for (RateLimitSection policy : policies) {
      for (RateLimit limit : policy.limits()) {
        LimitState state = known.get(policy.policy() + "/" + limit.name());
        if (state != null) {
          views.add(new LimitView(policy, limit, state));
        }
      }
    }
    return views;
  }

  /**
   * Forgets what was counted for a key of a limit, here and, soon, in the store.
   *
   * @param texts one for each part of the key
   * @throws IllegalArgumentException if there can be no such key; the message may be shown
   */
  public void reset(LimitView limit, List<String> texts) {
    List<CounterKey> keys = limit.state().reset(texts);
    if (limit.limit().store() instanceof RateLimit.CounterStore.Shared) {
      keys.forEach(key -> reset(limit.state(), stores.shared(), key));
    }
  }

  private static void reset(LimitState limit, SharedCounters store, CounterKey key) {
    var unused =
        store
            .reset(key)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    log.warn(
                        "{}: a key was not reset in the store: {}",
                        limit.id(),
                        failure.getMessage());
                  }
                });
  }
}
