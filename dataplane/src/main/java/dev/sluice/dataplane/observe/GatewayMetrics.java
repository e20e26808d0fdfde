package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.ObjectKey;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.undertow.server.HttpServerExchange;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The counters of requests. Label sets are bounded by the configuration: nothing that a client
 * chooses becomes a label. Children are looked up once for each rule, status and failure.
 */
public final class GatewayMetrics implements ExchangeObserver, RouteMeters {
  private static final double[] BUCKETS = {
    .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60
  };
  private static final double NANOS = 1e9;
  private static final int STATUSES = 600;

  private final Counter requests;
  private final Histogram duration;
  private final Counter snapshots;
  private final Gauge snapshotInfo;
  private final ConcurrentHashMap<RuleKey, RuleMeter> meters = new ConcurrentHashMap<>();
  private final RouteMeter unrouted;
  private volatile String inForce = "";
  private volatile long appliedNanos;

  public GatewayMetrics(CollectorRegistry registry) {
    requests =
        Counter.build(
                "sluice_requests_total",
                "Requests answered, by rule, status code and FailureKind (empty if none).")
            .labelNames("route_namespace", "route", "rule", "code", "failure")
            .register(registry);
    duration =
        Histogram.build(
                "sluice_request_duration_seconds", "From request head to end of response, by rule.")
            .labelNames("route_namespace", "route", "rule")
            .buckets(BUCKETS)
            .register(registry);
    snapshots =
        Counter.build("sluice_snapshots_total", "Snapshots received, by result.")
            .labelNames("result")
            .register(registry);
    snapshotInfo =
        Gauge.build("sluice_snapshot_info", "1 for the version in force.")
            .labelNames("version")
            .register(registry);
    snapshots.labels("applied");
    snapshots.labels("refused");
    unrouted = new RuleMeter("", "", "");
  }

  @Override
  public void ended(HttpServerExchange exchange, RequestContext context, long nanos) {
    FailureKind failure = context.failure();
    int status =
        failure == FailureKind.CLIENT_DISCONNECTED ? failure.status() : exchange.getStatusCode();
    RouteMeter meter = context.meter() == RouteMeter.NONE ? unrouted : context.meter();
    meter.ended(status, failure, nanos);
  }

  @Override
  public RouteMeter meter(ObjectKey route, String rule) {
    return meters.computeIfAbsent(
        new RuleKey(route, rule), key -> new RuleMeter(route.namespace(), route.name(), rule));
  }

  @Override
  public void keepOnly(Set<RuleKey> rules, Set<ObjectKey> backends) {
    meters
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !rules.contains(entry.getKey());
              if (gone) {
                entry.getValue().remove();
              }
              return gone;
            });
  }

  public void snapshotApplied(String version) {
    snapshots.labels("applied").inc();
    if (!version.equals(inForce)) {
      inForce = version;
      appliedNanos = System.nanoTime();
      snapshotInfo.clear();
      snapshotInfo.labels(version).set(1);
    }
  }

  /** Seconds since the version in force came; 0 before the first. */
  public double age() {
    return inForce.isEmpty() ? 0 : (System.nanoTime() - appliedNanos) / NANOS;
  }

  public void snapshotRefused() {
    snapshots.labels("refused").inc();
  }

  /** The children of one rule, made as the first request needs them. */
  private final class RuleMeter implements RouteMeter {
    private final String namespace;
    private final String route;
    private final String rule;
    private final Histogram.Child seconds;
    private final AtomicReferenceArray<Counter.Child> byStatus =
        new AtomicReferenceArray<>(STATUSES);
    private final ConcurrentHashMap<FailureKind, Counter.Child> byFailure =
        new ConcurrentHashMap<>();

    RuleMeter(String namespace, String route, String rule) {
      this.namespace = namespace;
      this.route = route;
      this.rule = rule;
      this.seconds = duration.labels(namespace, route, rule);
    }

    @Override
    public void ended(int status, @Nullable FailureKind failure, long nanos) {
      seconds.observe(nanos / NANOS);
      if (failure == null) {
        plain(status >= 0 && status < STATUSES ? status : 0).inc();
      } else {
        byFailure
            .computeIfAbsent(
                failure,
                kind ->
                    requests.labels(
                        namespace, route, rule, Integer.toString(kind.status()), kind.name()))
            .inc();
      }
    }

    private Counter.Child plain(int status) {
      Counter.Child child = byStatus.get(status);
      if (child == null) {
        child = requests.labels(namespace, route, rule, Integer.toString(status), "");
        byStatus.set(status, child);
      }
      return child;
    }

    /** A request that still runs on the old runtime counts into a child that nobody reads. */
    void remove() {
      duration.remove(namespace, route, rule);
      for (int status = 0; status < STATUSES; status++) {
        if (byStatus.get(status) != null) {
          requests.remove(namespace, route, rule, Integer.toString(status), "");
        }
      }
      byFailure
          .keySet()
          .forEach(
              kind ->
                  requests.remove(
                      namespace, route, rule, Integer.toString(kind.status()), kind.name()));
    }
  }
}
