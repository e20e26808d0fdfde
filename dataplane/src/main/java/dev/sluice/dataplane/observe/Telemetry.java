package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.basic.PasswordFigures;
import dev.sluice.dataplane.auth.external.ExternalView;
import dev.sluice.dataplane.auth.introspection.IntrospectionView;
import dev.sluice.dataplane.auth.jwt.JwtView;
import dev.sluice.dataplane.auth.oidc.OidcView;
import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.body.judge.BodyFigures;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.limit.quota.QuotaView;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.observe.log.AccessLog;
import dev.sluice.dataplane.observe.log.AuditLog;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.upstream.Upstreams;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All that watches one data plane, put together. Has a registry of its own, so that several data
 * planes in one process do not mix.
 */
public final class Telemetry implements AutoCloseable {
  private final CollectorRegistry registry = new CollectorRegistry();
  private final RequestMetrics requests = new RequestMetrics();
  private final SnapshotMetrics snapshots = new SnapshotMetrics();
  private final ActiveRequests active = new ActiveRequests();
  private final Optional<AccessLog> accessLog;
  private final Optional<AuditLog> auditLog;

  private Telemetry(Optional<AccessLog> accessLog, Optional<AuditLog> auditLog) {
    this.accessLog = accessLog;
    this.auditLog = auditLog;
  }

  /** Where the logs go. */
  public record Logs(LogTarget access, LogTarget audit) {}

  /**
   * @param release of the software
   * @throws IOException if a log cannot be opened: the message names it and the cure
   */
  public static Telemetry open(Logs logs, Upstreams upstreams, String release) throws IOException {
    Telemetry telemetry = new Telemetry(AccessLog.open(logs.access()), AuditLog.open(logs.audit()));
    telemetry.register(upstreams, release);
    return telemetry;
  }

  private void register(Upstreams upstreams, String release) {
    registry.register(requests);
    registry.register(snapshots);
    registry.register(new UpstreamMetrics(upstreams::view));
    registry.register(new SafeguardMetrics(upstreams::view));
    registry.register(new BalancingMetrics(upstreams::view));
    registry.register(new DialMetrics(upstreams::dials));
    registry.register(new TokenMetrics(upstreams::tokens));
    registry.register(new MirrorMetrics(upstreams::mirrors));
    registry.register(new JvmMetrics());
    new StateCollector()
        .gauge("sluice_active_requests", "Requests and tunnels under way.", active::count)
        .gauge("sluice_open_tunnels", "Open WebSocket tunnels.", () -> upstreams.tunnels().count())
        .counter(
            "sluice_access_log_dropped",
            "Access-log lines that could not be written, or not fast enough.",
            () -> accessLog.map(AccessLog::dropped).orElse(0L))
        .counter(
            "sluice_audit_log_dropped",
            "Audit-log lines that could not be written, or not fast enough.",
            () -> auditLog.map(AuditLog::dropped).orElse(0L))
        .families(
            () ->
                List.of(
                    new GaugeMetricFamily("sluice_build_info", "1.", List.of("version"))
                        .addMetric(List.of(release), 1)))
        .registerWith(registry);
  }

  /** In the order in which they are told: the log is last, because it costs most. */
  public List<ExchangeObserver> observers() {
    List<ExchangeObserver> observers = new ArrayList<>(List.of(active, requests));
    accessLog.ifPresent(observers::add);
    return List.copyOf(observers);
  }

  /**
   * Both are called at each scrape, on its thread.
   *
   * @param connections open connections of clients
   * @param unparsable what came in and was no request; only grows
   */
  public void downstream(IntSupplier connections, LongSupplier unparsable) {
    new StateCollector()
        .gauge(
            "sluice_downstream_connections",
            "Open connections of clients.",
            () -> connections.getAsInt())
        .counter(
            "sluice_unparsable_requests",
            "What the HTTP parser refused with a bare 400: it has no access-log line.",
            () -> unparsable.getAsLong())
        .registerWith(registry);
  }

  /**
   * @param tls is called at each scrape, on its thread
   */
  public void tls(Supplier<TlsView> tls) {
    registry.register(new TlsMetrics(tls));
  }

  /**
   * @param providers of tokens; called at each scrape, on its thread
   */
  public void keys(Supplier<List<JwtView>> providers) {
    registry.register(new KeyMetrics(providers));
  }

  /**
   * @param providers of tokens that issuers are asked about; called at each scrape, on its thread
   */
  public void introspections(Supplier<List<IntrospectionView>> providers) {
    registry.register(IntrospectionMetrics.of(providers));
  }

  /**
   * @param providers of logins; called at each scrape, on its thread
   */
  public void logins(Supplier<List<OidcView>> providers) {
    registry.register(LoginMetrics.of(providers));
  }

  /**
   * @param counters of limits that data planes share; called at each scrape, on its thread
   */
  public void counters(Supplier<Optional<CountersView>> counters) {
    registry.register(CountersMetrics.of(counters));
  }

  /** Both are called at each scrape, on its thread. */
  public void store(Supplier<RedisView> redis, Supplier<Optional<RevocationView>> revocations) {
    registry.register(StoreMetrics.redis(redis));
    registry.register(StoreMetrics.revocations(revocations));
    registry.register(StoreMetrics.revocationAge(revocations));
  }

  /**
   * @param providers that ask services; called at each scrape, on its thread
   */
  public void externals(Supplier<List<ExternalView>> providers) {
    registry.register(new ExternalMetrics(providers));
  }

  /**
   * @param limits of policies; read at each scrape, on its thread
   */
  public void limits(LimitStates limits) {
    registry.register(new LimitMetrics(limits));
    registry.register(new DemandMetrics(limits::all));
  }

  /**
   * @param shares of limits that replicas share; called at each scrape, on its thread
   */
  public void shares(Supplier<QuotaView> shares) {
    registry.register(new ShareMetrics(shares));
  }

  /** Who hears of decisions about who may pass. */
  public AccessDecisions decisions() {
    return auditLog.<AccessDecisions>map(log -> log).orElse(AccessDecisions.NONE);
  }

  /**
   * @param passwords is called at each scrape, on its thread
   */
  public void passwords(Supplier<PasswordFigures> passwords) {
    registry.register(new PasswordMetrics(passwords));
  }

  /**
   * @param bodies likewise
   */
  public void bodies(Supplier<BodyFigures> bodies) {
    registry.register(new BodyMetrics(bodies));
  }

  /** Where rules count. */
  public RouteMeters meters() {
    return requests;
  }

  public SnapshotMetrics snapshots() {
    return snapshots;
  }

  /** Requests and tunnels under way. */
  public long activeRequests() {
    return active.count();
  }

  public CollectorRegistry registry() {
    return registry;
  }

  /** Writes the rest of the logs, for at most five seconds each. */
  @Override
  public void close() {
    accessLog.ifPresent(AccessLog::close);
    auditLog.ifPresent(AuditLog::close);
  }
}
