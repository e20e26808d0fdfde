package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.Remaining;
import dev.sluice.dataplane.auth.jwt.keys.KeptKeys;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.DrainGate;
import dev.sluice.dataplane.listener.Handshakes;
import dev.sluice.dataplane.observe.RouteMeters;
import dev.sluice.dataplane.observe.TlsView;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.tls.ServerTls;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioWorker;

/**
 * Snapshots in, traffic out: builds fully, opens listeners, then swaps one reference. Snapshots are
 * applied one after the other, on the caller's thread, which must not be an I/O thread.
 */
public final class Gateway {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  /** So long a snapshot waits for the names of its new backends: changes are live in a second. */
  private static final Duration NAMES = Duration.ofMillis(500);

  private final Upstreams upstreams;
  private final LastingState state;
  private final RouteMeters meters;
  private final SectionDecoder decoder = new SectionDecoder();
  private final RuntimeBuilder builder;
  private final RuntimeSwitch runtime;
  private final DrainGate gate = new DrainGate();
  private final ListenerCertificates certificates = new ListenerCertificates();
  private final Handshakes handshakes;
  private final Listeners listeners;
  private final EndpointsInForce endpoints;

  /** What became of building a snapshot. */
  private sealed interface Build {
    /** All that can fail has not. */
    record Ready(
        Snapshot snapshot,
        Secrets secrets,
        GatewayRuntime runtime,
        Listeners.Change listeners,
        EndpointsInForce.Change endpoints)
        implements Build {}

    /**
     * @param reason all of them in a sentence
     */
    record Refused(String reason, List<Refusal> refusals) implements Build {
      static Refused of(List<Refusal> refusals) {
        Refusal first = refusals.getFirst();
        String more = refusals.size() == 1 ? "" : ", and " + (refusals.size() - 1) + " more";
        return new Refused(first.section() + ": " + first.reason() + more, refusals);
      }
    }
  }

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
    this.endpoints = new EndpointsInForce(upstreams);
    this.state = new LastingState(upstreams, cookieKey, keys);
    this.meters = meters;
    this.builder =
        new RuntimeBuilder(
            observers,
            upstreams,
            state.identities(),
            meters,
            decisions,
            pace,
            cookieKey,
            state.judges(),
            state.policies(),
            (listener, wanted) -> ports().getOrDefault(listener, wanted));
    this.runtime = new RuntimeSwitch(builder.empty());
    this.handshakes = new Handshakes(worker.getIoThreadCount());
    this.listeners = new Listeners(worker, address, handshakes, id -> gate.before(runtime.at(id)));
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
    String version = encoded.version();
    Optional<Remaining> since = refused.map(SectionDecoder::remaining);
    return switch (build(encoded, sets, since)) {
      case Build.Ready ready -> {
        swap(ready, since);
        log.info(
            "applied {}: {} routes, {} backends, listeners {}",
            version,
            ready.snapshot().routes().size(),
            ready.snapshot().backends().size(),
            listeners.ports());
        yield new ApplyResult.Applied(version);
      }
      case Build.Refused(String reason, List<Refusal> refusals) -> {
        log.warn("refused {}: {}", version, reason);
        withdraw(version, SectionDecoder.remaining(encoded));
        yield new ApplyResult.Refused(version, reason, refusals);
      }
    };
  }

  /** Waits for names of backends that are new; changes nothing that requests see. */
  private Build build(EncodedSnapshot encoded, List<EndpointSet> sets, Optional<Remaining> since) {
    Snapshot snapshot;
    try {
      switch (decoder.decode(encoded)) {
        case SectionDecoder.Whole whole -> snapshot = whole.snapshot();
        case SectionDecoder.Broken broken -> {
          return Build.Refused.of(broken.refusals());
        }
      }
    } catch (SnapshotException e) {
      return new Build.Refused(String.valueOf(e.getMessage()), List.of());
    }
    Secrets secrets = Secrets.of(snapshot.secrets());
    List<Refusal> unusable = new ArrayList<>(upstreams.prepare(snapshot.backends(), secrets));
    unusable.addAll(state.prepare(snapshot, secrets));
    if (!unusable.isEmpty()) {
      return Build.Refused.of(unusable);
    }
    EndpointsInForce.Change pods = endpoints.prepare(snapshot, sets);
    pods.announce();
    Map<String, ServerTls> tls;
    switch (certificates.make(
        snapshot.gateway().key(), snapshot.gateway().listeners(), secrets, since)) {
      case ListenerCertificates.Outcome.Ready ready -> tls = ready.tls();
      case ListenerCertificates.Outcome.Refused refused -> {
        return Build.Refused.of(refused.refusals());
      }
    }
    upstreams.awaitNames(NAMES);
    GatewayRuntime built;
    switch (builder.build(encoded, snapshot, tls)) {
      case BuildResult.Built ready -> built = ready.runtime();
      case BuildResult.Refused refused -> {
        return Build.Refused.of(refused.refusals());
      }
    }
    try {
      Listeners.Change sockets = listeners.prepare(snapshot.gateway().listeners(), tls);
      return new Build.Ready(snapshot, secrets, built, sockets, pods);
    } catch (IOException e) {
      return Build.Refused.of(
          List.of(new Refusal(snapshot.gateway().key(), String.valueOf(e.getMessage()))));
    }
  }

  private void swap(Build.Ready ready, Optional<Remaining> since) {
    upstreams.dial(ready.snapshot().gateway().dial());
    state.apply();
    // Before the first request of anybody who has them.
    since.ifPresent(remaining -> withdrawIdentities("a later version", remaining));
    runtime.swap(ready.runtime());
    builder.tidy();
    upstreams.apply(ready.snapshot().backends(), ready.secrets());
    ready.endpoints().apply();
    ready.listeners().commit();
    certificates.apply();
    tidy();
    meters.keepOnly(ruleKeys(ready.runtime()));
  }

  private static Set<RouteMeters.RuleKey> ruleKeys(GatewayRuntime runtime) {
    return runtime.rules().stream()
        .map(entry -> new RouteMeters.RuleKey(entry.rule().route(), entry.rule().name()))
        .collect(Collectors.toSet());
  }

  /** Credentials that a snapshot does not have are worth nothing, though it cannot be applied. */
  private void withdraw(String version, Remaining remaining) {
    withdrawIdentities(version, remaining);
    Map<String, ServerTls> less = certificates.withdraw(remaining);
    listeners.speak(less);
    if (!less.isEmpty()) {
      log.warn("authorities of clients were taken away from listeners {}", less.keySet());
    }
  }

  private void withdrawIdentities(String version, Remaining remaining) {
    List<String> less = state.withdraw(remaining);
    if (!less.isEmpty()) {
      log.warn(
          "credentials that {} does not have any more are worth nothing, of providers {}",
          version,
          less);
    }
  }

  /**
   * Lets go of what left with an earlier snapshot, as its requests end. To be called now and then.
   */
  public synchronized void tidy() {
    listeners.tidy();
  }

  /** Pods that came or went; sets of unknown backends are left aside. */
  public synchronized void endpoints(List<EndpointSet> changed) {
    endpoints.change(changed);
  }

  /** All that is in force, ordered by backend. */
  public List<EndpointSet> endpoints() {
    return endpoints.all();
  }

  public GatewayRuntime current() {
    return runtime.current();
  }

  /** What outlives snapshots, to look at. */
  public LastingState state() {
    return state;
  }

  /** Ports that are really bound, by listener name. */
  public SortedMap<String, Integer> ports() {
    return listeners.ports();
  }

  /** Open connections of clients. */
  public int connections() {
    return listeners.connections();
  }

  /** What came in and was no request, since the start, on listeners that are gone too. */
  public long unparsable() {
    return listeners.unparsable();
  }

  /** TLS of all listeners; what is counted counts since the start. */
  public TlsView tls() {
    return new TlsView(handshakes.completed(), handshakes.failures(), certificates.shown());
  }

  /** From now on each connection ends after its answer, the one under way or the next. */
  public synchronized void drain() {
    gate.drain();
    listeners.lastAnswers();
  }

  public boolean draining() {
    return gate.draining();
  }

  public synchronized void stopAccepting() {
    listeners.stopAccepting();
  }

  public synchronized void closeIdle() {
    listeners.closeIdle();
  }

  public synchronized void close() {
    listeners.close();
    handshakes.close();
    state.close();
  }
}
