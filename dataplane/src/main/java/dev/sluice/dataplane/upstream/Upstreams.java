package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.upstream.health.HealthTimer;
import dev.sluice.dataplane.upstream.health.ThreadTimer;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All backends of this process. Outlives snapshots: a change to one backend resets nothing of
 * another, and a change of its policy keeps its pool.
 *
 * <p>The order of a swap: {@link #prepare}, {@link #endpoints} of the new backends, build, swap,
 * {@link #apply}. Methods may be called from any thread.
 */
public final class Upstreams {
  private final ConcurrentHashMap<ObjectKey, Upstream> upstreams = new ConcurrentHashMap<>();
  private final IoLoops loops = new IoLoops();
  private final Tunnels tunnels = new Tunnels();
  private final Pauses pauses = new Pauses(loops);
  private final HealthTimer health;
  private final Clock clock;

  public Upstreams() {
    this(new ThreadTimer(), Clock.systemUTC());
  }

  /**
   * @param clock of what is counted by seconds
   */
  public Upstreams(Clock clock) {
    this(new ThreadTimer(), clock);
  }

  Upstreams(HealthTimer timer) {
    this(timer, Clock.systemUTC());
  }

  private Upstreams(HealthTimer timer, Clock clock) {
    health = timer;
    this.clock = clock;
  }

  /** {@link #prepare(Collection, Secrets)} of backends that need no secrets. */
  public void prepare(Collection<BackendSection> backends) {
    prepare(backends, Secrets.NONE);
  }

  /** {@link #apply(Collection, Secrets)} of backends that need no secrets. */
  public void apply(Collection<BackendSection> backends) {
    apply(backends, Secrets.NONE);
  }

  /** Creates the backends that are missing and changes no other: safe before a build may fail. */
  public void prepare(Collection<BackendSection> backends, Secrets secrets) {
    List<Upstream> created = new ArrayList<>();
    for (BackendSection section : backends) {
      upstreams.computeIfAbsent(
          section.backend(),
          key -> {
            Upstream upstream = new Upstream(section, loops, tunnels, health, clock);
            created.add(upstream);
            return upstream;
          });
    }
    created.forEach(this::link);
  }

  private void link(Upstream upstream) {
    upstream.alternatives(Alternatives.of(upstream.settings(), upstreams::get));
  }

  /**
   * Makes these the backends: creates, changes the policy of, and removes. A removed one closes its
   * idle connections; requests that hold it, or get it from an old runtime, still end well.
   */
  public synchronized void apply(Collection<BackendSection> backends, Secrets secrets) {
    prepare(backends, secrets);
    Set<ObjectKey> stay = new HashSet<>();
    for (BackendSection section : backends) {
      stay.add(section.backend());
      Upstream upstream = upstreams.get(section.backend());
      if (upstream != null) {
        upstream.settings(section);
      }
    }
    for (ObjectKey key : upstreams.keySet()) {
      if (!stay.contains(key)) {
        Upstream removed = upstreams.remove(key);
        if (removed != null) {
          removed.retire();
        }
      }
    }
    upstreams.values().forEach(this::link);
  }

  /**
   * Makes these the backend's endpoints. One that left gets no new request and loses its idle
   * connections, and its requests under way finish. One that stays keeps its pool and counters.
   * Does nothing for an unknown backend.
   */
  public void endpoints(EndpointSet endpoints) {
    Upstream upstream = upstreams.get(endpoints.backend());
    if (upstream != null) {
      upstream.endpoints(endpoints);
    }
  }

  public @Nullable Upstream get(ObjectKey backend) {
    return upstreams.get(backend);
  }

  /** Ordered by key. */
  public List<UpstreamView> view() {
    return upstreams.values().stream()
        .sorted(Comparator.comparing(Upstream::key))
        .map(Upstream::view)
        .toList();
  }

  /** For the operator, ordered by backend. */
  public List<BackendState> states() {
    return view().stream().map(UpstreamView::state).toList();
  }

  /** What became of the copies of requests, ordered by backend. */
  public List<MirrorView> mirrors() {
    return upstreams.values().stream()
        .sorted(Comparator.comparing(Upstream::key))
        .map(upstream -> upstream.mirrors().view(upstream.key()))
        .toList();
  }

  /** Where requests wait that are told to. */
  public Pauses pauses() {
    return pauses;
  }

  /** The open WebSocket tunnels of all backends. */
  public Tunnels tunnels() {
    return tunnels;
  }

  /** No endpoint is checked any more. Requests under way are left alone. */
  public void close() {
    health.close();
    upstreams.values().forEach(Upstream::stopWatching);
  }
}
