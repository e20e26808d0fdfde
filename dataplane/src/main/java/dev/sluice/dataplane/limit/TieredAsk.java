package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.key.KeyMaker;

/** Asks for some of the amount of a tier, wherever that is counted. */
sealed interface TieredAsk extends Ask permits RateAsk, SharedAsk {
  Tier tier();

  @Override
  default KeyMaker keys() {
    return tier().keys();
  }

  /** Of all replicas together, also while this one has a share of it. */
  @Override
  default String most() {
    return tier().most();
  }

  @Override
  default String policy() {
    return tier().policy();
  }

  @Override
  default void demanded(long demandKey, long cost, long now) {
    tier().demand().asked(demandKey, cost, now);
  }
}
