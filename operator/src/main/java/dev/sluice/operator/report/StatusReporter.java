package dev.sluice.operator.report;

import dev.sluice.collect.ClusterSource;
import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneStatus;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.GatewayRouteStatus;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.RateLimitPolicyStatus;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendStatus;
import dev.sluice.operator.observe.OperatorMetrics;
import dev.sluice.operator.provision.Provisioned;
import dev.sluice.operator.publish.PlaneStates;
import dev.sluice.operator.publish.Publisher;
import dev.sluice.operator.quota.DeskView;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what each status should say with what it says, whenever something may have changed it,
 * and hands the differences to the writer.
 */
public final class StatusReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);

  /**
   * An edit is acknowledged within this time as a rule, and then one write tells it all instead of
   * two.
   */
  private static final Duration GATHER = Duration.ofMillis(150);

  /** While replicas are not up to date, time alone changes what is to be said. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2_200);

  /** Certificates grow old although nothing happens. */
  private static final Duration CLOCK_MOVES = Duration.ofMinutes(10);

  /** After taking the lead: data planes need time to come back before their absence means much. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ClusterSource source;
  private final Publisher publisher;
  private final PlaneStates states;
  private final BooleanSupplier leads;
  private final Clock clock;
  private final StatusWriter writer;
  private final Map<ObjectKey, Provisioned> provisioned = new ConcurrentHashMap<>();
  private final OwnWrites own = new OwnWrites();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("report").factory());
  private final Planned comparison = new Planned(loop, this::compareAll);

  /** Apart, or every event while a replica lags would begin an endless row of looks. */
  private final Planned look = new Planned(loop, () -> wake(Duration.ZERO));

  private final HealthPace healthPace;
  private final CertificateExpiry expiry = new CertificateExpiry();
  private final Planned expiryLook = new Planned(loop, () -> wake(Duration.ZERO));

  private volatile @Nullable Compilation compilation;
  private volatile Map<ObjectKey, DeskView> shares = Map.of();
  private volatile long leadingSince;

  public StatusReporter(
      KubernetesClient client,
      ClusterSource source,
      Publisher publisher,
      PlaneStates states,
      BooleanSupplier leads,
      Clock clock,
      Duration healthPause,
      OperatorMetrics metrics) {
    this.source = source;
    this.publisher = publisher;
    this.states = states;
    this.leads = leads;
    this.clock = clock;
    this.healthPace = new HealthPace(healthPause, new Planned(loop, () -> wake(Duration.ZERO)));
    this.writer =
        new StatusWriter(
            StatusApi.of(client), leads, own::wrote, outdated -> wake(GATHER), metrics);
    metrics.gauge(
        "sluice_operator_status_queue", "Statuses that wait to be written.", writer::queued);
    states.onChange(dataPlane -> wake(GATHER));
    states.backends().onChange(backends -> wake(GATHER));
  }

  /** After each compilation; never waits. */
  public void compiled(Compilation latest) {
    compilation = latest;
    wake(GATHER);
  }

  public void provisioned(ObjectKey dataPlane, Provisioned what) {
    if (!what.equals(provisioned.put(dataPlane, what))) {
      wake(GATHER);
    }
  }

  /** How limits are shared; now and then, while this operator leads. */
  public void shares(List<DeskView> views) {
    Map<ObjectKey, DeskView> now = new HashMap<>();
    views.forEach(view -> now.put(view.dataPlane(), view.told()));
    if (!now.equals(shares)) {
      shares = now;
      wake(GATHER);
    }
  }

  /** Somebody, perhaps this, wrote a status. */
  public void touched() {
    wake(GATHER);
  }

  public void leading(boolean now) {
    if (now) {
      leadingSince = System.nanoTime();
      wake(Duration.ZERO);
    } else {
      writer.clear();
      provisioned.clear();
    }
  }

  private void wake(Duration after) {
    if (leads.getAsBoolean()) {
      comparison.in(after);
    }
  }

  private void compareAll() {
    Compilation latest = compilation;
    if (latest == null || !leads.getAsBoolean()) {
      return;
    }
    try {
      PlaneViews planes = new PlaneViews(latest.planes().keySet(), publisher, states, provisioned);
      Instant now = clock.instant();
      StoreUses uses = StoreUses.of(latest);
      for (ResourceReport report : latest.reports()) {
        switch (report.resource().kind()) {
          case DATA_PLANE -> dataPlane(report, latest, planes, now);
          case GATEWAY_ROUTE -> route(report, planes, now);
          case SERVICE_BACKEND -> backend(report, planes, now);
          case RATE_LIMIT_POLICY -> limits(report, planes, uses, now);
        }
      }
      if (!planes.settled() || inGrace()) {
        look.in(LOOK_AGAIN);
      }
    } catch (RuntimeException e) {
      LOG.error("comparing statuses failed; trying again with the next change", e);
    }
  }

  private boolean inGrace() {
    return System.nanoTime() - leadingSince < GRACE.toNanos();
  }

  private void dataPlane(
      ResourceReport report, Compilation latest, PlaneViews planes, Instant now) {
    Optional<DataPlane> object = source.dataPlane(report.resource().key());
    PlaneView plane = planes.compiled(report.resource().key());
    if (object.isEmpty() || plane == null) {
      return;
    }
    DataPlane current = own.newest(report.resource(), object.get());
    DataPlaneStatus status = current.getStatus();
    if (plane.replicas().isEmpty()
        && inGrace()
        && status != null
        && Conditions.holds(status.conditions(), Conditions.PROGRAMMED)) {
      return;
    }
    Optional<Draft> certificates =
        Optional.ofNullable(latest.planes().get(report.resource().key()))
            .flatMap(compiled -> expiry.judge(compiled.snapshot(), now));
    if (certificates.isPresent()) {
      expiryLook.in(CLOCK_MOVES);
    }
    DataPlaneStatus wanted = DataPlaneStatuses.of(report, plane, certificates, status, now);
    boolean same = DataPlaneStatuses.same(status, wanted);
    if (same && DataPlaneStatuses.sameStore(status, wanted)) {
      return;
    }
    if (!same || healthPace.mayTell(report.resource())) {
      healthPace.told(report.resource());
      writer.write(report.resource(), current, new DataPlane(), wanted);
    }
  }

  private void route(ResourceReport report, PlaneViews planes, Instant now) {
    Optional<GatewayRoute> object = source.route(report.resource().key());
    if (object.isEmpty()) {
      return;
    }
    GatewayRoute current = own.newest(report.resource(), object.get());
    GatewayRouteStatus wanted = RouteStatuses.of(report, planes::of, current.getStatus(), now);
    if (!RouteStatuses.same(current.getStatus(), wanted)) {
      writer.write(report.resource(), current, new GatewayRoute(), wanted);
    }
  }

  private void limits(ResourceReport report, PlaneViews planes, StoreUses uses, Instant now) {
    Optional<RateLimitPolicy> object = source.limits(report.resource().key());
    if (object.isEmpty()) {
      return;
    }
    RateLimitPolicy current = own.newest(report.resource(), object.get());
    RateLimitPolicyStatus wanted =
        LimitStatuses.of(
            report,
            planes::of,
            uses.of(report.resource().key()),
            ShareCondition.of(
                uses.sharing(report.resource().key()), shares, conditions(current.getStatus())),
            current.getStatus(),
            now);
    if (LimitStatuses.same(current.getStatus(), wanted)) {
      return;
    }
    if (!LimitStatuses.sameButStore(current.getStatus(), wanted)
        || healthPace.mayTell(report.resource())) {
      healthPace.told(report.resource());
      writer.write(report.resource(), current, new RateLimitPolicy(), wanted);
    }
  }

  private static @Nullable List<Condition> conditions(@Nullable RateLimitPolicyStatus status) {
    return status == null ? null : status.conditions();
  }

  private void backend(ResourceReport report, PlaneViews planes, Instant now) {
    Optional<ServiceBackend> object = source.backend(report.resource().key());
    if (object.isEmpty()) {
      return;
    }
    ServiceBackend current = own.newest(report.resource(), object.get());
    BackendHealth told = BackendHealth.of(current.getStatus());
    BackendHealth health = health(report, planes, told);
    ServiceBackendStatus wanted =
        BackendStatuses.of(report, planes.all(), health, current.getStatus(), now);
    boolean sameConditions = BackendStatuses.same(current.getStatus(), wanted);
    if (sameConditions && health.equals(told)) {
      return;
    }
    if (!sameConditions || healthPace.mayTell(report.resource())) {
      healthPace.told(report.resource());
      writer.write(report.resource(), current, new ServiceBackend(), wanted);
    }
  }

  /** While no replica is connected nothing speaks against what was told. */
  private BackendHealth health(ResourceReport report, PlaneViews planes, BackendHealth told) {
    if (!BackendStatuses.isServed(report, planes.all())) {
      return BackendHealth.UNKNOWN;
    }
    BackendHealth seen = BackendHealth.of(states.backends().of(report.resource().key()));
    return seen.equals(BackendHealth.UNKNOWN) ? told : seen;
  }

  @Override
  public void close() {
    loop.shutdownNow();
    writer.close();
  }
}
