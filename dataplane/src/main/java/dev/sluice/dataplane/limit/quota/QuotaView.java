package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.store.CounterKey;
import java.util.List;

/**
 * How limits are shared now.
 *
 * @param replicas with which this one reckons; 0 if nobody has told it
 * @param rank of this one
 * @param leased whether the operator's word is still good
 * @param untilMillis until it is not; negative: since when
 * @param shares counters with shares of their own, the most wanted first
 */
public record QuotaView(
    int replicas, int rank, boolean leased, long untilMillis, List<ShareView> shares) {
  /** Where limits are not shared. */
  public static final QuotaView NONE = new QuotaView(0, 0, false, 0, List.of());

  public QuotaView {
    shares = List.copyOf(shares);
  }

  /**
   * The share of one counter.
   *
   * @param limit {@code namespace/policy/limit}; empty if nobody has asked for it here
   * @param used of the whole, as far as it still counts
   * @param wantedPerSecond here
   */
  public record ShareView(
      String limit, CounterKey key, long whole, long part, long used, double wantedPerSecond) {}
}
