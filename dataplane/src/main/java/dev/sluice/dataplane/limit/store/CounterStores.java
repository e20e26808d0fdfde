package dev.sluice.dataplane.limit.store;

import dev.sluice.snapshot.RateLimit.CounterStore;
import java.util.Optional;

/**
 * Where counters are that several data planes share.
 *
 * @param shared in the shared store of the data plane
 * @param cluster in shares that the operator hands out
 */
public record CounterStores(SharedCounters shared, SharedCounters cluster) {
  /** Of a process that shares nothing. */
  public static final CounterStores NONE = new CounterStores(new NoCounters(), new NoCounters());

  public CounterStores withShared(SharedCounters other) {
    return new CounterStores(other, cluster);
  }

  /** Empty for those that are not shared. */
  public Optional<SharedCounters> of(CounterStore store) {
    return switch (store) {
      case CounterStore.Local local -> Optional.empty();
      case CounterStore.Cluster ofCluster -> Optional.of(cluster);
      case CounterStore.Shared(var lease, var onFailure) -> Optional.of(shared);
    };
  }
}
