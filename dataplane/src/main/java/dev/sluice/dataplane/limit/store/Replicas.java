package dev.sluice.dataplane.limit.store;

/** How many replicas of this data plane there are, as far as this one was told. */
public interface Replicas {
  /**
   * This one included; 0 before anybody has told. The last that was heard, while nothing is heard.
   * Never waits.
   */
  int count();
}
