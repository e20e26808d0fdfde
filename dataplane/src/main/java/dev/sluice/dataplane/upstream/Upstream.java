package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.ObjectKey;

/** One backend: its endpoints and the pools of connections to them. Outlives snapshots. */
public final class Upstream {
  private final ObjectKey key;
  private volatile ConnectionPolicy policy;

  Upstream(ObjectKey key, ConnectionPolicy policy) {
    this.key = key;
    this.policy = policy;
  }

  public ObjectKey key() {
    return key;
  }

  ConnectionPolicy policy() {
    return policy;
  }

  void policy(ConnectionPolicy value) {
    policy = value;
  }

  @Override
  public String toString() {
    return "Upstream(" + key + ")";
  }
}
