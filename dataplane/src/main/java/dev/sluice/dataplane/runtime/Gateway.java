package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.ProviderView;
import dev.sluice.dataplane.auth.Providers;
import dev.sluice.dataplane.auth.Remaining;
import dev.sluice.dataplane.auth.basic.PasswordFigures;
import dev.sluice.dataplane.auth.jwt.keys.KeptKeys;
import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.body.judge.BodyFigures;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.DrainGate;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.limit.LimitsInForce;
import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.dataplane.listener.Handshakes;
import dev.sluice.dataplane.listener.ServerSocketListener;
import dev.sluice.dataplane.observe.ExchangeObserver;
import dev.sluice.dataplane.observe.RouteMeters;
import dev.sluice.dataplane.observe.TlsView;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.tls.ServerTls;
import dev.sluice.dataplane.upstream.AskedUpstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotException;
import dev.sluice.snapshot.StoreState;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioWorker;

/**
 * Snapshots in, traffic out: builds fully, opens listeners, then swaps one reference. Snapshots are
 * applied one after the other, on the caller's thread, which must not be an I/O thread.
 */
public final class Gateway {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  /** So long the first snapshot waits for the list of tokens that were taken back. */
  private static final Duration REVOCATIONS = Duration.ofSeconds(3);

  /** So long a snapshot waits for the names of its new backends: changes are live in a second. */
  private static final Duration NAMES = Duration.ofMillis(500);

  private final Upstreams upstreams;
  private final SharedRedis redis;
  private final SharedLimits sharedLimits;
  private final Providers providers;
  private final RouteMeters meters;
  private final Bodies bodies = new Bodies();
  private final LimitStates limits = new LimitStates();
  private final Quotas quotas = new Quotas();
  private final LimitsInForce limitsInForce;
  private final SectionDecoder decoder = new SectionDecoder();
  private final RuntimeBuilder builder;
  private final RuntimeSwitch runtime;
  private final DrainGate gate = new DrainGate();
  private final ListenerCertificates certificates = new ListenerCertificates();
  private final Handshakes handshakes;
  private final Listeners listeners;
  private final List<ServerSocketListener> leaving = new ArrayList<>();
  private long unparsableBefore;
  private volatile Map<String, ServerTls> inForce = Map.of();
  private volatile Map<ObjectKey, EndpointSet> endpoints = Map.of();

  public Gateway(
      XnioWorker worker,
      InetAddress address,
      Upstreams upstreams,
      List<ExchangeObserver> observers,
      RouteMeters meters,
      AccessDecisions decisions,
      BodyPace pace,
      CookieKey cookieKey,
      KeptKeys keys) {
    this.upstreams = upstreams;
    this.redis = new SharedRedis(upstreams::dialPolicy);
    this.sharedLimits = new SharedLimits(upstreams::dialPolicy, quotas);
    CounterStores stores =
        CounterStores.NONE.withShared(sharedLimits.counters()).withCluster(quotas);
    this.limitsInForce = new LimitsInForce(limits, stores);
    this.providers =
        new Providers(
            upstreams::dialPolicy,
            keys,
            cookieKey.derive("sessions"),
            redis,
            backend -> Optional.ofNullable(upstreams.get(backend)).map(AskedUpstream::new));
    this.meters = meters;
    this.builder =
        new RuntimeBuilder(
            observers,
            upstreams,
            providers,
            meters,
            decisions,
            pace,
            cookieKey,
            bodies,
            new LimitPolicies(limits, stores),
            this::port);
    this.runtime = new RuntimeSwitch(builder.empty());
    this.handshakes = new Handshakes(worker.getIoThreadCount());
    this.listeners = new Listeners(worker, address, handshakes, id -> gate.before(runtime.at(id)));
  }

  /** This replica's shares of limits. All of them, until somebody tells it of other replicas. */
  public Quotas quotas() {
    return quotas;
  }

  /**
   * Makes this the configuration, or changes nothing but that credentials which it does not have
   * any more are worth nothing.
   *
   * @param sets of all backends of the snapshot; a backend without one has no endpoints
   * @param refused what a later one says of credentials, that was refused before the start
   */
  public synchronized ApplyResult apply(
      EncodedSnapshot encoded, List<EndpointSet> sets, Optional<EncodedSnapshot> refused) {
    ApplyResult result = swapped(encoded, sets, refused.map(SectionDecoder::remaining));
    if (result instanceof ApplyResult.Refused now) {
      Remaining remaining = SectionDecoder.remaining(encoded);
      withdraw(now.version(), remaining);
      Map<String, ServerTls> less = certificates.withdraw(remaining);
      listeners.speak(less);
      trust(less);
    }
    return result;
  }

  private void withdraw(String version, Remaining remaining) {
    List<String> less = providers.withdraw(remaining);
    if (!less.isEmpty()) {
      log.warn(
          "credentials that {} does not have any more are worth nothing, of providers {}",
          version,
          less);
    }
  }

  private void trust(Map<String, ServerTls> less) {
    if (!less.isEmpty()) {
      log.warn("authorities of clients were taken away from listeners {}", less.keySet());
      Map<String, ServerTls> next = new HashMap<>(inForce);
      next.putAll(less);
      inForce = next;
    }
  }

  private ApplyResult swapped(
      EncodedSnapshot encoded, List<EndpointSet> sets, Optional<Remaining> since) {
    String version = encoded.version();
    Snapshot snapshot;
    try {
      switch (decoder.decode(encoded)) {
        case SectionDecoder.Whole whole -> snapshot = whole.snapshot();
        case SectionDecoder.Broken broken -> {
          return refused(version, broken.refusals());
        }
      }
    } catch (SnapshotException e) {
      return refused(version, String.valueOf(e.getMessage()), List.of());
    }
    Map<ObjectKey, EndpointSet> next = new HashMap<>();
    snapshot
        .backends()
        .forEach(
            section -> next.put(section.backend(), EndpointSet.of(section.backend(), List.of())));
    sets.forEach(set -> next.computeIfPresent(set.backend(), (backend, none) -> set));

    Secrets secrets = Secrets.of(snapshot.secrets());
    List<Refusal> unusable = new ArrayList<>(upstreams.prepare(snapshot.backends(), secrets));
    unusable.addAll(prepareStore(snapshot, secrets));
    unusable.addAll(providers.prepare(snapshot.gateway(), secrets));
    if (!unusable.isEmpty()) {
      return refused(version, unusable);
    }
    next.forEach(
        (backend, set) -> {
          if (!endpoints.containsKey(backend)) {
            upstreams.endpoints(set);
          }
        });
    Map<String, ServerTls> tls;
    switch (certificates.make(
        snapshot.gateway().key(), snapshot.gateway().listeners(), secrets, since)) {
      case ListenerCertificates.Outcome.Ready ready -> tls = ready.tls();
      case ListenerCertificates.Outcome.Refused refused -> {
        return refused(version, refused.refusals());
      }
    }
    upstreams.awaitNames(NAMES);
    GatewayRuntime built;
    switch (builder.build(encoded, snapshot, tls)) {
      case BuildResult.Built ready -> built = ready.runtime();
      case BuildResult.Refused refused -> {
        return refused(version, refused.refusals());
      }
    }
    Listeners.Change change;
    try {
      change = listeners.prepare(snapshot.gateway().listeners(), tls);
    } catch (IOException e) {
      return refused(
          version, List.of(new Refusal(snapshot.gateway().key(), String.valueOf(e.getMessage()))));
    }
    upstreams.dial(snapshot.gateway().dial());
    redis.apply();
    sharedLimits.apply();
    providers.applyRevocations(REVOCATIONS);
    providers.apply();
    // Before the first request of anybody who has them.
    since.ifPresent(remaining -> withdraw("a later version", remaining));
    runtime.swap(built);
    builder.tidy();
    upstreams.apply(snapshot.backends(), secrets);
    next.forEach(
        (backend, set) -> {
          if (!set.equals(endpoints.get(backend))) {
            upstreams.endpoints(set);
          }
        });
    endpoints = next;
    leaving.addAll(change.commit());
    certificates.apply();
    inForce = tls;
    tidy();
    meters.keepOnly(ruleKeys(built));
    log.info(
        "applied {}: {} routes, {} backends, listeners {}",
        version,
        snapshot.routes().size(),
        snapshot.backends().size(),
        listeners.ports());
    return new ApplyResult.Applied(version);
  }

  private List<Refusal> prepareStore(Snapshot snapshot, Secrets secrets) {
    GatewaySection gateway = snapshot.gateway();
    try {
      redis.prepare(gateway.store(), secrets);
      sharedLimits.prepare(snapshot, secrets);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(new Refusal(gateway.key(), "spec.redis: " + e.getMessage()));
    }
  }

  private static Set<RouteMeters.RuleKey> ruleKeys(GatewayRuntime runtime) {
    Set<RouteMeters.RuleKey> keys = new HashSet<>();
    runtime
        .rules()
        .forEach(
            rule -> keys.add(new RouteMeters.RuleKey(rule.rule().route(), rule.rule().name())));
    return keys;
  }

  /**
   * Lets go of what left with an earlier snapshot, as its requests end. To be called now and then.
   */
  public synchronized void tidy() {
    leaving.forEach(ServerSocketListener::closeIdle);
    leaving.removeIf(
        socket -> {
          boolean empty = socket.connections() == 0;
          if (empty) {
            unparsableBefore += socket.refusals();
          }
          return empty;
        });
  }

  /** Pods that came or went; sets of unknown backends are left aside. */
  public synchronized void endpoints(List<EndpointSet> changed) {
    Map<ObjectKey, EndpointSet> next = new HashMap<>(endpoints);
    for (EndpointSet set : changed) {
      EndpointSet before = next.get(set.backend());
      if (before != null && !before.equals(set)) {
        next.put(set.backend(), set);
        upstreams.endpoints(set);
      }
    }
    endpoints = next;
  }

  /** All that is in force, ordered by backend. */
  public List<EndpointSet> endpoints() {
    return endpoints.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  private static ApplyResult refused(String version, List<Refusal> refusals) {
    Refusal first = refusals.getFirst();
    String more = refusals.size() == 1 ? "" : ", and " + (refusals.size() - 1) + " more";
    return refused(version, first.section() + ": " + first.reason() + more, refusals);
  }

  private static ApplyResult refused(String version, String reason, List<Refusal> refusals) {
    log.warn("refused {}: {}", version, reason);
    return new ApplyResult.Refused(version, reason, refusals);
  }

  public GatewayRuntime current() {
    return runtime.current();
  }

  /** Ports that are really bound, by listener name. */
  public SortedMap<String, Integer> ports() {
    return listeners.ports();
  }

  private int port(String listener, int wanted) {
    return listeners.ports().getOrDefault(listener, wanted);
  }

  /** Open connections of clients. */
  public int connections() {
    return listeners.sockets().stream().mapToInt(ServerSocketListener::connections).sum();
  }

  /** What came in and was no request, since the start, on listeners that are gone too. */
  public synchronized long unparsable() {
    return unparsableBefore + all().stream().mapToLong(ServerSocketListener::refusals).sum();
  }

  /** Ways to know clients, by name. */
  public List<ProviderView> providers() {
    return providers.views();
  }

  /** How it stands with the Redis that data planes share. */
  public RedisView redis() {
    return redis.view();
  }

  /** How it stands with counters that data planes share there, if there are any. */
  public Optional<CountersView> counters() {
    return sharedLimits.view();
  }

  /** Whether the store of those answers. */
  public StoreState store() {
    return sharedLimits.state();
  }

  /** How it stands with tokens that were taken back, if any can be. */
  public Optional<RevocationView> revocations() {
    return providers.revocations();
  }

  /** TLS of all listeners; what is counted counts since the start. */
  public TlsView tls() {
    List<TlsView.Shown> shown = new ArrayList<>();
    inForce.forEach(
        (listener, tls) ->
            tls.certificates()
                .forEach(
                    each -> shown.add(new TlsView.Shown(listener, each.secret(), each.expiry()))));
    return new TlsView(handshakes.completed(), handshakes.failures(), shown);
  }

  /** How judging bodies by schemas goes. */
  public BodyFigures bodies() {
    return bodies.figures();
  }

  /** All limits of policies, and what is counted for them. */
  public List<LimitState> limits() {
    return limits.all();
  }

  /** What the admin port may see of them, and change. */
  public LimitsInForce limitsInForce() {
    return limitsInForce;
  }

  /** How comparing the passwords of clients goes. */
  public PasswordFigures passwords() {
    return providers.passwords();
  }

  /** From now on each connection ends after its answer, the one under way or the next. */
  public synchronized void drain() {
    gate.drain();
    all().forEach(ServerSocketListener::lastAnswers);
  }

  public boolean draining() {
    return gate.draining();
  }

  public synchronized void stopAccepting() {
    all().forEach(ServerSocketListener::stopAccepting);
  }

  public synchronized void closeIdle() {
    all().forEach(ServerSocketListener::closeIdle);
  }

  public synchronized void close() {
    all().forEach(ServerSocketListener::close);
    handshakes.close();
    providers.close();
    bodies.close();
    sharedLimits.close();
    redis.close();
  }

  private List<ServerSocketListener> all() {
    List<ServerSocketListener> all = new ArrayList<>(listeners.sockets());
    all.addAll(leaving);
    return all;
  }
}
