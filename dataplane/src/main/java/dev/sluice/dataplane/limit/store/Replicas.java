package dev.sluice.dataplane.limit.store;

/** How many replicas of this data plane there are, as far as this one has heard. */
public interface Replicas {
  /** Where there is no other, or nobody who would know. */
  Replicas ONE = () -> 1;

  /**
   * This one included: at least 1. The last that was heard, while nothing is heard. Never waits.
   */
  int count();
}
