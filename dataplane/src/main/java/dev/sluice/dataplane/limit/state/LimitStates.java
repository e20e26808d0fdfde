package dev.sluice.dataplane.limit.state;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All limits of this process. Methods may be called from any thread. */
public final class LimitStates {
  private final ConcurrentHashMap<LimitId, LimitState> states = new ConcurrentHashMap<>();

  /** The one that there is, or a new one. */
  public LimitState of(LimitId id) {
    return states.computeIfAbsent(id, LimitState::new);
  }

  /** Forgets all others: their policies are gone. Requests under way still have them. */
  public void keepOnly(Set<LimitId> ids) {
    states.keySet().retainAll(ids);
  }

  /** Ordered by policy and name. */
  public List<LimitState> all() {
    return states.values().stream()
        .sorted(
            Comparator.comparing((LimitState state) -> state.id().policy())
                .thenComparing(state -> state.id().limit()))
        .toList();
  }
}
