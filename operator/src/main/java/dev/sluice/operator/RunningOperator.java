package dev.sluice.operator;

import dev.sluice.collect.Change;
import dev.sluice.collect.ClusterCheck;
import dev.sluice.collect.ClusterSource;
import dev.sluice.operator.certificate.OwnCertificates;
import dev.sluice.operator.certificate.ServingNames;
import dev.sluice.operator.compile.CompileLoop;
import dev.sluice.operator.keep.SnapshotKeeper;
import dev.sluice.operator.keep.SnapshotReader;
import dev.sluice.operator.keep.SnapshotSecrets;
import dev.sluice.operator.lead.Leadership;
import dev.sluice.operator.observe.HealthServer;
import dev.sluice.operator.observe.OperatorMetrics;
import dev.sluice.operator.observe.ShareMetrics;
import dev.sluice.operator.provision.PlaneSettings;
import dev.sluice.operator.provision.Provisioner;
import dev.sluice.operator.publish.PlaneStates;
import dev.sluice.operator.publish.Publisher;
import dev.sluice.operator.publish.PushServer;
import dev.sluice.operator.publish.Standing;
import dev.sluice.operator.publish.TokenReviews;
import dev.sluice.operator.quota.LeaseTimes;
import dev.sluice.operator.quota.QuotaDesks;
import dev.sluice.operator.reconcile.DataPlaneReconciler;
import dev.sluice.operator.reconcile.LeaderController;
import dev.sluice.operator.report.StatusReporter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operator replica, wired together: the composition root, apart from the process around it. */
final class RunningOperator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningOperator.class);
  private static final String LEASE = "sluice-operator";
  private static final String SECRET = "sluice-operator-tls";
  private static final Duration TOKENS_REMEMBERED = Duration.ofSeconds(60);
  private static final long CERTIFICATES_CHECKED_SECONDS = 300;
  private static final long SHARES_TOLD_SECONDS = 5;

  private final OperatorMetrics metrics = new OperatorMetrics();
  private final Publisher publisher = new Publisher();
  private final PlaneStates states = new PlaneStates();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private final OwnCertificates certificates;
  private final ClusterSource source;
  private final Leadership leadership;
  private final CompileLoop loop;
  private final PushServer push;
  private final StatusReporter reporter;
  private final SnapshotKeeper keeper;
  private final LeaderController controller;
  private final HealthServer health;

  /**
   * @throws StartFailure if the cluster is not prepared; says for what and how to mend it
   */
  RunningOperator(KubernetesClient client, OperatorOptions options) throws InterruptedException {
    List<String> problems = ClusterCheck.problems(client);
    if (!problems.isEmpty()) {
      throw new StartFailure(problems);
    }
    String configHost = options.configServiceOrDefault().replaceFirst(":[0-9]+$", "");
    certificates =
        OwnCertificates.open(
            client,
            options.namespace,
            SECRET,
            ServingNames.of(options.namespace, List.of("sluice-operator-headless"), configHost),
            Clock.systemUTC());
    leadership =
        new Leadership(
            client, options.namespace, LEASE, options.replicaName, options.leaseDuration);
    CompileLoop.Pending pending = new CompileLoop.Pending();
    source = new ClusterSource(client, options.rules(), pending::add);
    reporter =
        new StatusReporter(
            client,
            source,
            publisher,
            states,
            leadership::leads,
            Clock.systemUTC(),
            options.healthPause,
            metrics);
    pending.onStatus(reporter::touched);
    SnapshotSecrets secrets = new SnapshotSecrets(client);
    keeper =
        new SnapshotKeeper(
                secrets,
                publisher,
                source::dataPlane,
                leadership::leads,
                options.keepPause,
                metrics)
            .start();
    loop =
        new CompileLoop(
            source,
            pending,
            publisher,
            options.epoch,
            leadership::term,
            () -> new SnapshotReader(secrets).lastGood(source.collect().resources().dataPlanes()),
            compilation -> {
              reporter.compiled(compilation);
              keeper.published();
            },
            metrics);
    QuotaDesks quotas = new QuotaDesks(LeaseTimes.USUAL, leadership::leads);
    metrics.registry().register(new ShareMetrics(() -> quotas.view(System.nanoTime())));
    CatchUp catchUp = new CatchUp(source, pending, metrics);
    push =
        new PushServer(
            new TokenReviews(client, TOKENS_REMEMBERED),
            publisher,
            states,
            Standing.of(options.replicaName, false, options.epoch, 0),
            catchUp,
            quotas);
    PlaneSettings settings =
        new PlaneSettings(options.image, options.configServiceOrDefault(), certificates::bundle);
    controller =
        new LeaderController(
            client,
            () ->
                new DataPlaneReconciler(
                    new Provisioner(settings), leadership::leads, reporter::provisioned));
    metrics.gauge(
        "sluice_operator_connected_instances", "Data-plane processes.", states::connected);
    metrics.gauge(
        "sluice_operator_watching",
        "1 while every watch is up: else changes may be unseen.",
        () -> source.isWatching() ? 1 : 0);
    health =
        HealthServer.start(
            options.pushAddress, options.healthPort, metrics.registry(), loop::ready);
    source.start();
    loop.start();
    push.start(options.pushAddress, options.pushPort, certificates.tls());
    leadership.onChange(
        (leads, term) -> {
          LOG.info("{} in term {}", leads ? "leading" : "following", term);
          metrics.leads(leads);
          reporter.leading(leads);
          keeper.leading(leads);
          controller.leading(leads);
          push.standing(Standing.of(options.replicaName, leads, options.epoch, term));
          pending.add(new Change.Configuration());
        });
    timer.scheduleWithFixedDelay(
        () -> reporter.shares(quotas.view(System.nanoTime())),
        SHARES_TOLD_SECONDS,
        SHARES_TOLD_SECONDS,
        TimeUnit.SECONDS);
    leadership.start();
    certificates.onChange(controller::again);
    timer.scheduleWithFixedDelay(
        this::checkCertificates,
        CERTIFICATES_CHECKED_SECONDS,
        CERTIFICATES_CHECKED_SECONDS,
        TimeUnit.SECONDS);
  }

  int pushPort() {
    return push.port();
  }

  int healthPort() {
    return health.port();
  }

  String trustBundle() {
    return certificates.bundle();
  }

  OperatorMetrics metrics() {
    return metrics;
  }

  boolean leads() {
    return leadership.leads();
  }

  private void checkCertificates() {
    try {
      certificates.check();
    } catch (RuntimeException e) {
      LOG.warn("cannot check the certificates, trying again later: {}", e.getMessage());
    }
  }

  /** Data planes first, so that they turn to another replica; the lease last. */
  @Override
  public void close() {
    timer.shutdownNow();
    push.close();
    loop.close();
    leadership.close();
    controller.close();
    reporter.close();
    keeper.close();
    source.close();
    health.close();
  }
}
