package dev.sluice.dataplane;

import dev.sluice.dataplane.admin.AdminPorts;
import dev.sluice.dataplane.admin.AdminServer;
import dev.sluice.dataplane.auth.ProviderView;
import dev.sluice.dataplane.auth.jwt.keys.KeptKeys;
import dev.sluice.dataplane.auth.jwt.keys.KeyFile;
import dev.sluice.dataplane.dns.NameWatches;
import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.observe.Telemetry;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.runtime.Gateway;
import dev.sluice.dataplane.runtime.LastingState;
import dev.sluice.dataplane.state.StateFile;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.StoreState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * A whole data plane in this process: start it, give it snapshots, drain it. The process that holds
 * it decides where snapshots come from.
 */
public final class Dataplane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Dataplane.class);

  private final DataplaneOptions options;
  private final XnioWorker worker;
  private final Upstreams upstreams;
  private final Telemetry telemetry;
  private final Gateway gateway;
  private Optional<AdminServer> admin = Optional.empty();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  private Dataplane(DataplaneOptions options) throws IOException {
    this.options = options;
    this.upstreams = new Upstreams(options.zone(), names(options));
    CookieKey cookieKey = cookieKey(options);
    this.telemetry =
        Telemetry.open(
            new Telemetry.Logs(options.accessLog(), options.auditLog()),
            upstreams,
            Release.version());
    this.worker =
        Xnio.getInstance()
            .createWorker(
                OptionMap.builder()
                    .set(Options.WORKER_NAME, "sluice")
                    .set(Options.WORKER_IO_THREADS, options.ioThreads())
                    .set(Options.WORKER_TASK_CORE_THREADS, 1)
                    .set(Options.WORKER_TASK_MAX_THREADS, 1)
                    .set(Options.THREAD_DAEMON, true)
                    .set(Options.TCP_NODELAY, true)
                    .getMap());
    this.gateway =
        new Gateway(
            worker,
            options.address(),
            upstreams,
            telemetry.observers(),
            telemetry.meters(),
            telemetry.decisions(),
            options.bodyPace(),
            cookieKey,
            keptKeys(options));
    telemetry.downstream(gateway::connections, gateway::unparsable);
    telemetry.tls(gateway::tls);
    watch(gateway.state());
  }

  private void watch(LastingState state) {
    telemetry.passwords(state::passwords);
    telemetry.bodies(state::bodies);
    telemetry.keys(() -> providers(state, ProviderView::jwt));
    telemetry.limits(state.limits());
    telemetry.shares(() -> state.quotas().view(System.nanoTime()));
    telemetry.store(state::redis, state::revocations);
    telemetry.counters(state::counters);
    telemetry.externals(() -> providers(state, ProviderView::external));
    telemetry.introspections(() -> providers(state, ProviderView::introspection));
    telemetry.logins(() -> providers(state, ProviderView::oidc));
  }

  private static <T> List<T> providers(LastingState state, Function<ProviderView, Optional<T>> of) {
    return state.providers().stream().flatMap(each -> of.apply(each).stream()).toList();
  }

  private static NameWatches names(DataplaneOptions options) {
    return options.dnsServers().isEmpty()
        ? NameWatches.ofSystem()
        : NameWatches.asking(options.dnsServers());
  }

  private static KeptKeys keptKeys(DataplaneOptions options) throws IOException {
    if (options.stateDirectory().isEmpty()) {
      return KeptKeys.NONE;
    }
    Path directory = options.stateDirectory().get();
    StateFile.prepare(directory);
    return new KeyFile(new StateFile(directory, KeyFile.NAME), System::currentTimeMillis);
  }

  private static CookieKey cookieKey(DataplaneOptions options) throws IOException {
    if (options.cookieKeyFile().isPresent()) {
      return CookieKey.read(options.cookieKeyFile().get());
    }
    log.info(
        "no --cookie-key-file: cookies are signed with a random key, so that clients keep their"
            + " variant until this process ends, and with this replica only");
    return CookieKey.random();
  }

  /**
   * Starts with no listener and no snapshot: the first snapshot brings both.
   *
   * @throws IOException if an admin port cannot be taken; the message names it
   */
  public static Dataplane start(DataplaneOptions options) throws IOException {
    Dataplane dataplane = new Dataplane(options);
    try {
      dataplane.open();
      return dataplane;
    } catch (IOException | RuntimeException e) {
      dataplane.close();
      throw e;
    }
  }

  private void open() throws IOException {
    Optional<InetSocketAddress> status =
        options.statusPort().stream()
            .mapToObj(port -> new InetSocketAddress(options.address(), port))
            .findFirst();
    GatewayActions actions = new GatewayActions(gateway, upstreams);
    gateway.state().quotas().resets().here(actions::heard);
    admin =
        Optional.of(
            AdminServer.open(
                new AdminPorts(options.adminPort(), status),
                new GatewayView(gateway, upstreams),
                actions,
                telemetry.registry()));
    Set<Integer> own = new HashSet<>(Set.of(adminPort()));
    statusPort().ifPresent(own::add);
    upstreams.ownPorts(own);
    housekeeping.scheduleWithFixedDelay(gateway::tidy, 1, 1, TimeUnit.SECONDS);
  }

  /**
   * Makes this the configuration, or changes nothing and says why. Blocks while it builds; calls
   * are served one after the other.
   *
   * @param endpoints of all backends; a backend without a set has no endpoints
   */
  public ApplyResult apply(EncodedSnapshot snapshot, List<EndpointSet> endpoints) {
    return apply(snapshot, endpoints, Optional.empty());
  }

  /**
   * The same, after a restart.
   *
   * @param refused what a later snapshot says of credentials that was refused while this one was in
   *     force: what it does not have any more is worth nothing
   */
  public ApplyResult apply(
      EncodedSnapshot snapshot, List<EndpointSet> endpoints, Optional<EncodedSnapshot> refused) {
    ApplyResult result = gateway.apply(snapshot, endpoints, refused);
    switch (result) {
      case ApplyResult.Applied(String version) -> {
        telemetry.snapshots().applied(version);
        ready.countDown();
      }
      case ApplyResult.Refused now -> telemetry.snapshots().refused();
    }
    return result;
  }

  /** Pods that came or went; sets of unknown backends are left aside. */
  public void endpoints(List<EndpointSet> changed) {
    gateway.endpoints(changed);
  }

  /** Whether a snapshot serves within that time. */
  public boolean awaitReady(Duration limit) throws InterruptedException {
    return ready.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ports that listeners are really bound to, by listener name. */
  public SortedMap<String, Integer> ports() {
    return gateway.ports();
  }

  public int adminPort() {
    return admin.orElseThrow().adminPort();
  }

  /** Empty if the status pages stand on the admin port only. */
  public OptionalInt statusPort() {
    return admin.orElseThrow().statusPort();
  }

  /** {@code ready http=PORT admin=PORT version=…}, and the other listeners by name behind it. */
  public String readyLine() {
    SortedMap<String, Integer> ports = new TreeMap<>(ports());
    Integer http = ports.remove("http");
    if (http == null && !ports.isEmpty()) {
      http = ports.remove(ports.firstKey());
    }
    StringBuilder line = new StringBuilder("ready http=").append(http == null ? "none" : http);
    line.append(" admin=").append(adminPort()).append(" version=").append(version());
    ports.forEach((name, port) -> line.append(' ').append(name).append('=').append(port));
    return line.toString();
  }

  /** The rules in force, in the order of the snapshot. */
  List<RuleEntry> rules() {
    return gateway.current().rules();
  }

  /** How the backends do now. Never waits. */
  public List<BackendState> backends() {
    return upstreams.states();
  }

  /** How the providers do that fetch keys, sorted by name. Never waits. */
  public List<ProviderState> providers() {
    return providers(gateway.state(), ProviderView::jwt).stream()
        .flatMap(each -> each.keys().told().stream())
        .toList();
  }

  /** Whether the store answers in which limits are counted together with others. Never waits. */
  public StoreState store() {
    return gateway.state().store();
  }

  /** This replica's shares of limits. All of them, until somebody tells it of other replicas. */
  public Quotas quotas() {
    return gateway.state().quotas();
  }

  /** Version in force, empty before the first. */
  public String version() {
    return gateway
        .current()
        .configuration()
        .map(configuration -> configuration.encoded().version())
        .orElse("");
  }

  /** Takes leave without breaking anything off, in the times of its options. Blocks until then. */
  public void drain() {
    new Draining(gateway, upstreams, telemetry).drain(options.drainDelay(), options.drainLimit());
  }

  /** Stops at once; a second time does nothing. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    gateway.close();
    housekeeping.shutdownNow();
    admin.ifPresent(AdminServer::close);
    upstreams.close();
    worker.shutdownNow();
    telemetry.close();
  }
}
