package dev.sluice.dataplane.limit.state;

import dev.sluice.dataplane.limit.count.CounterMemory;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All limits of this process. Methods may be called from any thread. */
public final class LimitStates {
  private static final Logger log = LoggerFactory.getLogger(LimitStates.class);

  private static final long MEGABYTE = 1 << 20;

  private final ConcurrentHashMap<LimitId, LimitState> states = new ConcurrentHashMap<>();
  private final CounterMemory memory = CounterMemory.ofHeap(this::full);

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

  private void full() {
    log.warn(
        "Counters of limits have taken all of their memory, {} MiB, a quarter of the heap: keys"
            + " that used least are forgotten from now on. More keys than that need a larger heap,"
            + " or store: Redis. sluice_ratelimit_keys_evicted_total says of which limits; this is"
            + " said once.",
        memory.most() / MEGABYTE);
  }
}
