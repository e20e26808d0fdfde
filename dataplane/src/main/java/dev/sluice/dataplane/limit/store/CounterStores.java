package dev.sluice.dataplane.limit.store;

/**
 * Where counters are that several data planes share.
 *
 * @param shared in the shared store of the data plane
 * @param cluster in this process, with the share that the operator hands out
 */
public record CounterStores(SharedCounters shared, Shares cluster) {
  /** Of a process that shares nothing. */
  public static final CounterStores NONE = new CounterStores(new NoCounters(), Shares.WHOLE);

  public CounterStores withShared(SharedCounters other) {
    return new CounterStores(other, cluster);
  }

  public CounterStores withCluster(Shares other) {
    return new CounterStores(shared, other);
  }
}
