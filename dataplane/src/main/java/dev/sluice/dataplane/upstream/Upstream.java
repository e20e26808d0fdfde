package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One backend: its endpoints and the pools of connections to them. Outlives snapshots. */
public final class Upstream {
  private final ObjectKey key;
  private final IoLoops loops;
  private final Tunnels tunnels;
  private final MirrorBudget mirrors = new MirrorBudget();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile ConnectionPolicy policy;
  private volatile UpstreamEndpoint[] endpoints = new UpstreamEndpoint[0];

  Upstream(ObjectKey key, ConnectionPolicy policy, IoLoops loops, Tunnels tunnels) {
    this.key = key;
    this.policy = policy;
    this.loops = loops;
    this.tunnels = tunnels;
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

  IoLoops loops() {
    return loops;
  }

  Tunnels tunnels() {
    return tunnels;
  }

  /** Whether there is anywhere to send a request. */
  public boolean hasEndpoints() {
    return endpoints.length > 0;
  }

  MirrorBudget mirrors() {
    return mirrors;
  }

  /** Not to be changed. */
  UpstreamEndpoint[] endpoints() {
    return endpoints;
  }

  synchronized void endpoints(EndpointSet set) {
    Map<Endpoint, UpstreamEndpoint> leaving = new HashMap<>();
    for (UpstreamEndpoint known : endpoints) {
      leaving.put(known.endpoint(), known);
    }
    UpstreamEndpoint[] next = new UpstreamEndpoint[set.endpoints().size()];
    for (int i = 0; i < next.length; i++) {
      Endpoint endpoint = set.endpoints().get(i);
      UpstreamEndpoint known = leaving.remove(endpoint);
      next[i] = known == null ? new UpstreamEndpoint(this, endpoint) : known;
    }
    endpoints = next;
    leaving.values().forEach(UpstreamEndpoint::leave);
  }

  /** The backend is deleted: nothing is pooled any more, what is under way finishes. */
  synchronized void retire() {
    for (UpstreamEndpoint endpoint : endpoints) {
      endpoint.leave();
    }
  }

  boolean admitPending() {
    if (pending.incrementAndGet() > policy.maxPending()) {
      pending.decrementAndGet();
      return false;
    }
    return true;
  }

  void pendingLeft() {
    pending.decrementAndGet();
  }

  UpstreamView view() {
    return new UpstreamView(
        key, policy, Arrays.stream(endpoints).map(UpstreamEndpoint::view).toList());
  }

  @Override
  public String toString() {
    return "Upstream(" + key + ")";
  }
}
