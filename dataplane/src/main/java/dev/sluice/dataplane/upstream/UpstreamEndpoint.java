package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.upstream.balance.Candidate;
import dev.sluice.dataplane.upstream.balance.LatencyEstimate;
import dev.sluice.dataplane.upstream.health.EndpointHealth;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.PlacedEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint of a backend, for the whole process: its place, its health, its requests under way,
 * and the connections to it. May be used from any thread.
 */
final class UpstreamEndpoint implements Candidate {
  /** Who keeps a connection so long after its answer means to keep it alive. */
  private static final long KEPT_ALIVE_NANOS = 1_000_000_000L;

  /** For so long it is remembered that one was not kept. */
  private static final long DISTRUST_NANOS = 10_000_000_000L;

  private final Upstream upstream;
  private final Endpoint endpoint;
  private final InetSocketAddress address;
  private final EndpointHealth health;
  private final AtomicInteger activeRequests = new AtomicInteger();
  private final EndpointConnections connections = new EndpointConnections(this);
  private final LatencyEstimate latency = new LatencyEstimate();
  private volatile PlacedEndpoint place;
  private volatile @Nullable Judgement judgement;
  private volatile boolean newcomer;
  private volatile long since = System.nanoTime();
  private boolean wasAvailable = true;
  private volatile boolean left;
  private volatile long distrustedSince;

  /** Good as long as the policy is the same. */
  private record Judgement(DialPolicy policy, Optional<String> whyNot) {}

  /**
   * @param alone whether no other endpoint stays beside those that join now
   */
  UpstreamEndpoint(Upstream upstream, PlacedEndpoint place, boolean alone) {
    this.upstream = upstream;
    this.newcomer = !alone;
    this.endpoint = place.endpoint();
    this.place = place;
    // A literal: the constructor of InetSocketAddress would ask the resolver.
    this.address =
        new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), endpoint.port());
    this.health = upstream.health().join(endpoint, address, alone, this::forbidden);
  }

  Upstream upstream() {
    return upstream;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Its zone and weight as they are told now. */
  PlacedEndpoint place() {
    return place;
  }

  void place(PlacedEndpoint value) {
    place = value;
  }

  /** Whether it is fit for requests, as far as anybody knows. */
  boolean available() {
    return health.available();
  }

  /** Whether it is too new for anybody to know. */
  boolean awaited() {
    return health.awaited();
  }

  /** It begins anew when it comes back. To be called whenever its availability may have changed. */
  void noteAvailability() {
    boolean now = available();
    if (now && !wasAvailable) {
      since = System.nanoTime();
      newcomer = true;
    }
    wasAvailable = now;
  }

  InetSocketAddress address() {
    return address;
  }

  EndpointHealth health() {
    return health;
  }

  /** Why nobody may connect to it now: the words after "the address". */
  Optional<String> forbidden() {
    DialPolicy now = upstream.dialling().policy();
    Judgement known = judgement;
    if (known == null || known.policy() != now) {
      IpAddress ip = IpAddress.parse(endpoint.address()).orElseThrow();
      known = new Judgement(now, now.whyNot(ip, endpoint.port()));
      judgement = known;
    }
    return known.whyNot();
  }

  /** The same for another port, where its health may be asked for. */
  private Optional<String> forbidden(int port) {
    IpAddress ip = IpAddress.parse(endpoint.address()).orElseThrow();
    return upstream.dialling().policy().whyNot(ip, port);
  }

  ConnectionPolicy policy() {
    return upstream.policy();
  }

  EndpointConnections connections() {
    return connections;
  }

  int activeRequests() {
    return activeRequests.get();
  }

  @Override
  public String name() {
    return endpoint.toString();
  }

  @Override
  public int weight() {
    return place.weight();
  }

  @Override
  public String zone() {
    return place.zone();
  }

  @Override
  public int load() {
    return activeRequests.get();
  }

  @Override
  public long nanosInService(long now) {
    return newcomer ? now - since : Long.MAX_VALUE;
  }

  @Override
  public LatencyEstimate latency() {
    return latency;
  }

  void requestBegan() {
    activeRequests.incrementAndGet();
  }

  void requestEnded() {
    activeRequests.decrementAndGet();
  }

  /** It ended a connection that rested in the pool. */
  void endedUnasked(long restedNanos) {
    if (restedNanos < KEPT_ALIVE_NANOS) {
      distrustedSince = System.nanoTime() | 1;
    }
  }

  /**
   * Whether it closes connections right behind their answers without saying so. The end may still
   * be on its way when the next request is: one that cannot be repeated takes no pooled connection
   * then.
   */
  boolean closesBehindAnswers() {
    long since = distrustedSince;
    return since != 0 && System.nanoTime() - since < DISTRUST_NANOS;
  }

  boolean left() {
    return left;
  }

  /** No longer part of its backend. */
  void leave() {
    left = true;
    upstream.health().leave(health);
    connections.leave();
  }

  EndpointView view() {
    int idle = connections.idle();
    return new EndpointView(
        endpoint,
        zone(),
        weight(),
        idle,
        Math.max(0, connections.open() - idle),
        activeRequests.get(),
        connections.pending().get(),
        connections.made(),
        connections.failed(),
        upstream.health().view(health));
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
