package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.credential.TokenFetches;
import dev.sluice.dataplane.upstream.health.BackendHealth;
import dev.sluice.dataplane.upstream.health.HealthTimer;
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
  private volatile Link link = Link.PLAIN;
  private volatile BackendSection settings;
  private final EndpointChoice choice;
  private final Outcomes outcomes;
  private final HeldCredential credential;
  private volatile TenantScope scope;

  /**
   * @param zone that this process runs in; empty if that is not known
   */
  Upstream(
      BackendSection settings,
      String zone,
      IoLoops loops,
      Tunnels tunnels,
      HealthTimer timer,
      Clock clock,
      Dialling dialling,
      TokenFetches fetches) {
    this.key = settings.backend();
    this.settings = settings;
    this.loops = loops;
    this.tunnels = tunnels;
    scope = TenantScope.of(settings.tenants());
    safeguards = new Safeguards(settings, clock, task -> timer.after(0, task));
    choice = new EndpointChoice(this, settings.loadBalancer(), zone);
    outcomes = new Outcomes(safeguards, choice);
    health = new BackendHealth(key, new CheckLink(this::link), timer, this::availabilityChanged);
    health.policy(settings.healthCheck(), settings.outlierDetection());
    this.dialling = dialling;
    credential = new HeldCredential(fetches);
    location = new Location(this, dialling);
  }

  public ObjectKey key() {
    return key;
  }

  ConnectionPolicy policy() {
    return settings.connection();
  }

  /** Whose clients may reach it. */
  TenantScope scope() {
    return scope;
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
    boolean otherLimit =
        value.connection().maxPerEndpoint() != settings.connection().maxPerEndpoint();
    settings = value;
    scope = TenantScope.of(value.tenants());
    if (otherLimit) {
      for (UpstreamEndpoint endpoint : endpoints()) {
        endpoint.connections().limitChanged();
      }
    }
    choice.policy(value.loadBalancer());
    health.policy(value.healthCheck(), value.outlierDetection());
    safeguards.settings(value);
  }

  HeldCredential credential() {
    return credential;
  }

  Safeguards safeguards() {
    return safeguards;
  }

  /** Who is told how attempts end. */
  Outcomes outcomes() {
    return outcomes;
  }

  /** Whether there is a circuit breaker: it is closed, with nothing counted. */
  public boolean resetBreaker() {
    Breaker breaker = safeguards.breaker();
    if (breaker != null) {
      breaker.reset();
    }
    return breaker != null;
  }

  /** How its endpoints are reached, for new connections. */
  Link link() {
    return link;
  }

  /** Connections that were made in another way end with their requests. */
  void link(Link next) {
    if (link != next) {
      link = next;
      closeUnusable();
    }
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
    for (UpstreamEndpoint endpoint : endpoints()) {
      endpoint.connections().closeUnusable();
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
    return choice.canServe();
  }

  EndpointChoice choice() {
    return choice;
  }

  BackendHealth health() {
    return health;
  }

  MirrorBudget mirrors() {
    return mirrors;
  }

  /** Not to be changed. */
  UpstreamEndpoint[] endpoints() {
    return choice.selection().all();
  }

  /** Some endpoint became available, or ceased to be. */
  synchronized void availabilityChanged() {
    choice.renew(endpoints());
  }

  /** Why there is no endpoint to take a request. */
  FailureKind nowhere() {
    return endpoints().length == 0 ? FailureKind.NO_ENDPOINT : FailureKind.NO_HEALTHY_ENDPOINT;
  }

  String nowhereWords() {
    return key + (endpoints().length == 0 ? " has no endpoint" : " has no healthy endpoint");
  }

  synchronized void endpoints(EndpointSet set) {
    Map<Endpoint, UpstreamEndpoint> leaving = new HashMap<>();
    for (UpstreamEndpoint known : endpoints()) {
      leaving.put(known.endpoint(), known);
    }
    boolean alone = set.endpoints().stream().noneMatch(e -> leaving.containsKey(e.endpoint()));
    UpstreamEndpoint[] next = new UpstreamEndpoint[set.endpoints().size()];
    health.together(
        () -> {
          for (int i = 0; i < next.length; i++) {
            PlacedEndpoint placed = set.endpoints().get(i);
            UpstreamEndpoint known = leaving.remove(placed.endpoint());
            next[i] = known == null ? new UpstreamEndpoint(this, placed, alone) : known;
            next[i].place(placed);
          }
        });
    choice.renew(next);
    health.together(() -> leaving.values().forEach(UpstreamEndpoint::leave));
  }

  /** The backend is deleted: nothing is pooled any more, what is under way finishes. */
  void retire() {
    location.stop();
    leaveAll();
  }

  private synchronized void leaveAll() {
    for (UpstreamEndpoint endpoint : endpoints()) {
      endpoint.leave();
    }
    credential.close();
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
        Arrays.stream(endpoints()).map(UpstreamEndpoint::view).toList(),
        health.counts(),
        safeguards.view(),
        choice.view());
  }

  @Override
  public String toString() {
    return "Upstream(" + key + ")";
  }
}
