package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.health.BackendHealth;
import dev.sluice.dataplane.upstream.health.HealthTimer;
import dev.sluice.dataplane.upstream.health.Transport;
import dev.sluice.dataplane.upstream.outlier.OutlierWatch;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlacedEndpoint;
import java.time.Clock;
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
  private final BackendHealth health;
  private final Dialling dialling;
  private final Location location;
  private final DialFigures dials = new DialFigures();
  private final AtomicInteger pending = new AtomicInteger();
  private final Safeguards safeguards;
  private volatile BackendSection settings;
  private volatile UpstreamEndpoint[] endpoints = new UpstreamEndpoint[0];
  private volatile UpstreamEndpoint[] usable = endpoints;
  private volatile Alternatives alternatives = Alternatives.NONE;

  Upstream(
      BackendSection settings,
      IoLoops loops,
      Tunnels tunnels,
      HealthTimer timer,
      Clock clock,
      Dialling dialling) {
    this.key = settings.backend();
    this.settings = settings;
    this.loops = loops;
    this.tunnels = tunnels;
    safeguards = new Safeguards(settings, clock);
    health = new BackendHealth(key, Transport.PLAIN, timer, this::availabilityChanged);
    health.policy(settings.healthCheck(), settings.outlierDetection());
    this.dialling = dialling;
    location = new Location(this, dialling);
  }

  public ObjectKey key() {
    return key;
  }

  ConnectionPolicy policy() {
    return settings.connection();
  }

  /** What the resource says now. */
  BackendSection settings() {
    return settings;
  }

  /**
   * The resource says something else, or the same. What has state keeps it where it can.
   *
   * <p>The order of changes: first the settings of all backends, then their endpoints.
   */
  synchronized void settings(BackendSection value) {
    settings = value;
    health.policy(value.healthCheck(), value.outlierDetection());
    safeguards.settings(value);
  }

  Safeguards safeguards() {
    return safeguards;
  }

  /**
   * The head of an endpoint's final answer is there. At most once for each attempt; not for copies
   * (mirrors) and not for health checks.
   *
   * @param nanos since the attempt began, which includes the wait for a connection
   */
  void answered(UpstreamEndpoint endpoint, int status, long nanos) {
    OutlierWatch watch = endpoint.health().watch();
    if (watch != null) {
      watch.answered(status, nanos);
    }
  }

  /** All of that answer is there. */
  void completed(UpstreamEndpoint endpoint, int status) {
    OutlierWatch watch = endpoint.health().watch();
    if (watch != null) {
      watch.completed(status);
    }
  }

  /**
   * An attempt came to nothing through the endpoint's fault: connect error, reset, broken answer,
   * timeout; also after {@link #answered}, if the answer broke off. Not for attempts that the
   * client or another attempt ended.
   */
  void failed(UpstreamEndpoint endpoint, FailureKind kind, long nanos) {
    OutlierWatch watch = endpoint.health().watch();
    if (watch != null) {
      watch.failed();
    }
  }

  /** Whether there is a circuit breaker: it is closed, with nothing counted. */
  public boolean resetBreaker() {
    Breaker breaker = safeguards.breaker();
    if (breaker != null) {
      breaker.reset();
    }
    return breaker != null;
  }

  Dialling dialling() {
    return dialling;
  }

  Location location() {
    return location;
  }

  DialFigures dials() {
    return dials;
  }

  /** Idle connections that must not be used any more are closed. */
  synchronized void closeUnusable() {
    for (UpstreamEndpoint endpoint : endpoints) {
      endpoint.closeUnusable();
    }
  }

  IoLoops loops() {
    return loops;
  }

  Tunnels tunnels() {
    return tunnels;
  }

  /** Whether there is anywhere to send a request: here or where it is handed on to. */
  public boolean canServe() {
    return hasUsableEndpoint() || alternatives.firstUsable() != null;
  }

  /** Whether there is an endpoint here that is fit for requests. */
  boolean hasUsableEndpoint() {
    return usable.length > 0;
  }

  /** Who serves a request for this backend now: itself, or the next that can. */
  Upstream serving() {
    if (hasUsableEndpoint()) {
      return this;
    }
    Upstream next = alternatives.firstUsable();
    return next == null ? this : next;
  }

  /** Where its requests go besides; those of the snapshot in force. */
  Alternatives alternatives() {
    return alternatives;
  }

  void alternatives(Alternatives value) {
    alternatives = value;
  }

  BackendHealth health() {
    return health;
  }

  MirrorBudget mirrors() {
    return mirrors;
  }

  /** Not to be changed. */
  UpstreamEndpoint[] endpoints() {
    return endpoints;
  }

  /** Those of them that are fit for requests. Not to be changed. */
  UpstreamEndpoint[] usable() {
    return usable;
  }

  /** Some endpoint became available, or ceased to be. */
  synchronized void availabilityChanged() {
    usable =
        Arrays.stream(endpoints)
            .filter(UpstreamEndpoint::available)
            .toArray(UpstreamEndpoint[]::new);
  }

  /** Why there is no endpoint to take a request. */
  FailureKind nowhere() {
    return endpoints.length == 0 ? FailureKind.NO_ENDPOINT : FailureKind.NO_HEALTHY_ENDPOINT;
  }

  String nowhereWords() {
    return key + (endpoints.length == 0 ? " has no endpoint" : " has no healthy endpoint");
  }

  synchronized void endpoints(EndpointSet set) {
    Map<Endpoint, UpstreamEndpoint> leaving = new HashMap<>();
    for (UpstreamEndpoint known : endpoints) {
      leaving.put(known.endpoint(), known);
    }
    boolean alone = set.endpoints().stream().noneMatch(e -> leaving.containsKey(e.endpoint()));
    UpstreamEndpoint[] next = new UpstreamEndpoint[set.endpoints().size()];
    for (int i = 0; i < next.length; i++) {
      PlacedEndpoint placed = set.endpoints().get(i);
      UpstreamEndpoint known = leaving.remove(placed.endpoint());
      next[i] = known == null ? new UpstreamEndpoint(this, placed, alone) : known;
      next[i].place(placed);
    }
    endpoints = next;
    availabilityChanged();
    leaving.values().forEach(UpstreamEndpoint::leave);
  }

  /** The backend is deleted: nothing is pooled any more, what is under way finishes. */
  void retire() {
    location.stop();
    leaveAll();
  }

  private synchronized void leaveAll() {
    for (UpstreamEndpoint endpoint : endpoints) {
      endpoint.leave();
    }
    health.close();
  }

  /** The process ends. */
  void stopWatching() {
    health.close();
  }

  boolean admitPending() {
    if (pending.incrementAndGet() > policy().maxPending()) {
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
        key,
        policy(),
        Arrays.stream(endpoints).map(UpstreamEndpoint::view).toList(),
        health.counts(),
        safeguards.view());
  }

  @Override
  public String toString() {
    return "Upstream(" + key + ")";
  }
}
