package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.dns.NameWatches;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.upstream.credential.OutboundCredential;
import dev.sluice.dataplane.upstream.credential.TokenFigures;
import dev.sluice.dataplane.upstream.credential.TokenSource;
import dev.sluice.dataplane.upstream.credential.TokenThreads;
import dev.sluice.dataplane.upstream.health.HealthTimer;
import dev.sluice.dataplane.upstream.health.ThreadTimer;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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
  private final Dialling dialling;
  private final String zone;
  private final IoLoops loops = new IoLoops();
  private final Tunnels tunnels = new Tunnels();
  private final Pauses pauses = new Pauses(loops);
  private final HealthTimer health;
  private Links links = Links.NONE;
  private Links prepared = Links.NONE;
  private final Clock clock;
  private final TokenThreads tokens;

  /** Of a process of which nobody knows where it runs. */
  public Upstreams() {
    this(NameWatches.ofSystem());
  }

  /**
   * @param zone that this process runs in; empty if that is not known
   * @param names who looks up the names of backends
   */
  public Upstreams(String zone, NameWatches names) {
    this(zone, names, new ThreadTimer(), Clock.systemUTC());
  }

  /**
   * @param names who looks up the names of backends
   */
  public Upstreams(NameWatches names) {
    this("", names, new ThreadTimer(), Clock.systemUTC());
  }

  /**
   * @param clock of what is counted by seconds
   */
  public Upstreams(Clock clock) {
    this("", NameWatches.ofSystem(), new ThreadTimer(), clock);
  }

  Upstreams(HealthTimer timer) {
    this("", NameWatches.ofSystem(), timer, Clock.systemUTC());
  }

  private Upstreams(String zone, NameWatches names, HealthTimer timer, Clock clock) {
    this.zone = zone;
    dialling = new Dialling(names);
    health = timer;
    this.clock = clock;
    tokens = new TokenThreads(dialling::policy);
  }

  /** {@link #prepare(Collection, Secrets)} of backends that need no secrets. */
  public void prepare(Collection<BackendSection> backends) {
    prepare(backends, Secrets.NONE);
  }

  /** {@link #apply(Collection, Secrets)} of backends that need no secrets. */
  public void apply(Collection<BackendSection> backends) {
    apply(backends, Secrets.NONE);
  }

  /**
   * Creates the backends that are missing and changes no other: safe before a build may fail.
   *
   * @return what cannot be used; empty if all is well
   */
  public synchronized List<Refusal> prepare(Collection<BackendSection> backends, Secrets secrets) {
    List<Refusal> refusals = new ArrayList<>();
    prepared = links.next(backends, secrets, refusals);
    List<Upstream> created = new ArrayList<>();
    for (BackendSection section : backends) {
      upstreams.computeIfAbsent(
          section.backend(),
          key -> {
            Upstream upstream =
                new Upstream(section, zone, loops, tunnels, health, clock, dialling, tokens);
            upstream.credential().settings(section, secrets);
            created.add(upstream);
            return upstream;
          });
    }
    created.forEach(this::link);
    created.forEach(upstream -> upstream.link(prepared.of(upstream.key())));
    created.forEach(upstream -> upstream.location().settings(upstream.settings().location()));
    return refusals;
  }

  private void link(Upstream upstream) {
    upstream.choice().alternatives(Alternatives.of(upstream.settings(), upstreams::get));
  }

  /**
   * Waits until it is known where the backends with names are, so that the first request of a new
   * one finds it; not longer than that, for the DNS may be away.
   */
  public void awaitNames(Duration limit) {
    CompletableFuture<?>[] waiting =
        upstreams.values().stream()
            .map(upstream -> upstream.location().known())
            .filter(known -> !known.isDone())
            .toArray(CompletableFuture[]::new);
    if (waiting.length == 0) {
      return;
    }
    try {
      CompletableFuture.allOf(waiting).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // It becomes known when it does.
    }
  }

  /**
   * Where connections may go from now on; those that could not be made any more are not used again.
   *
   * @throws IllegalArgumentException if the rules cannot be read; nothing has changed then
   */
  public void dial(DialRules rules) {
    if (dialling.rules(rules)) {
      for (Upstream upstream : upstreams.values()) {
        upstream.location().judgeAgain();
        upstream.closeUnusable();
      }
    }
  }

  /** Where connections may go now: also those that are made for other purposes. */
  public DialPolicy dialPolicy() {
    return dialling.policy();
  }

  /** Ports of this process that no request may reach. */
  public void ownPorts(Set<Integer> ports) {
    dialling.ownPorts(ports);
  }

  /**
   * Makes these the backends: creates, changes the policy of, and removes. A removed one closes its
   * idle connections; requests that hold it, or get it from an old runtime, still end well.
   */
  public synchronized void apply(Collection<BackendSection> backends, Secrets secrets) {
    prepare(backends, secrets);
    links = prepared;
    Set<ObjectKey> stay = new HashSet<>();
    for (BackendSection section : backends) {
      stay.add(section.backend());
      Upstream upstream = upstreams.get(section.backend());
      if (upstream != null) {
        upstream.settings(section);
        upstream.link(links.of(section.backend()));
        upstream.credential().settings(section, secrets);
        upstream.credential().start();
        upstream.location().settings(section.location());
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
      upstream.location().told(endpoints);
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

  /** How the fetching of tokens goes, ordered by backend. */
  public List<TokenFigures> tokens() {
    return upstreams.values().stream()
        .sorted(Comparator.comparing(Upstream::key))
        .flatMap(
            upstream ->
                upstream.credential().now()
                        instanceof OutboundCredential.Fetched(TokenSource source)
                    ? Stream.of(source.figures())
                    : Stream.empty())
        .toList();
  }

  /** What became of the copies of requests, ordered by backend. */
  public List<MirrorView> mirrors() {
    return upstreams.values().stream()
        .sorted(Comparator.comparing(Upstream::key))
        .map(upstream -> upstream.mirrors().view(upstream.key()))
        .toList();
  }

  /** How connections are found and made, ordered by backend. */
  public List<DialView> dials() {
    return upstreams.values().stream()
        .sorted(Comparator.comparing(Upstream::key))
        .map(upstream -> DialView.of(upstream.key(), upstream.dials(), upstream.location()))
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
    dialling.names().close();
    health.close();
    tokens.close();
    upstreams.values().forEach(Upstream::stopWatching);
  }
}
