package dev.sluice.dataplane.limit.state;

import dev.sluice.dataplane.limit.count.CounterMemory;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All limits of this process. Methods may be called from any thread. */
public final class LimitStates {
  private final ConcurrentHashMap<LimitId, LimitState> states = new ConcurrentHashMap<>();
  private final CounterMemory memory;

  /**
   * @param memory that all of them share
   */
  public LimitStates(CounterMemory memory) {
    this.memory = memory;
  }

  /** With a part of the heap. */
  public LimitStates() {
    this(CounterMemory.ofHeap());
  }

  /** What all of them share. */
  public CounterMemory memory() {
    return memory;
  }

  /** The one that there is, or a new one. */
  public LimitState of(LimitId id) {
    return states.computeIfAbsent(id, none -> new LimitState(none, memory));
  }

  /** Forgets all others: their policies are gone. Requests under way still have them. */
  public void keepOnly(Set<LimitId> ids) {
    states
        .values()
        .removeIf(
            state -> {
              boolean gone = !ids.contains(state.id());
              if (gone) {
                state.leave();
              }
              return gone;
            });
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
