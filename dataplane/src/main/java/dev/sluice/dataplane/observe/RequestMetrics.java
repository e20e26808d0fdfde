package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.exchange.FinalStatus;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.exchange.UpstreamNotes;
import dev.sluice.snapshot.ObjectKey;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CounterMetricFamily;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What became of requests, by rule. Nothing that a client chooses is a label: label sets are
 * bounded by the routes in force, their answers' status codes and the kinds of failure.
 *
 * <p>A collector of its own instead of the library's counters: those add a {@code _created} series
 * to each series, and cannot drop a rule's series in one step. A rule appears with its first
 * request. Requests that found no route count under empty labels.
 */
public final class RequestMetrics extends Collector implements ExchangeObserver, RouteMeters {
  private static final String DURATION = "sluice_request_duration_seconds";
  private static final List<String> RULE = List.of("route_namespace", "route", "rule");
  private static final List<String> ENDING = with(RULE, "code", "reason");
  private static final List<String> DECISION = with(RULE, "outcome", "reason");
  private static final List<String> BUCKET = with(RULE, "le");

  private final ConcurrentHashMap<RuleKey, RuleMeter> meters = new ConcurrentHashMap<>();
  private final RuleMeter unrouted = new RuleMeter("", "", "");

  @Override
  public RouteMeter meter(ObjectKey route, String rule) {
    return meters.computeIfAbsent(
        new RuleKey(route, rule), key -> new RuleMeter(route.namespace(), route.name(), rule));
  }

  /** A request that still runs on an old runtime counts into a meter that nobody reads. */
  @Override
  public void keepOnly(Set<RuleKey> rules) {
    meters.keySet().retainAll(rules);
  }

  @Override
  public void ended(HttpServerExchange exchange, RequestContext context, long nanos) {
    RoutedRule rule = context.rule();
    RouteMeter meter = rule == null ? unrouted : rule.meter();
    UpstreamNotes upstream = context.upstream();
    // A tunnel lasts for hours and would be the slowest request of all: its handshake counts.
    long took =
        upstream.upgraded() && upstream.firstByteNanos() != 0
            ? upstream.firstByteNanos() - context.startNanos()
            : nanos;
    meter.ended(
        FinalStatus.of(exchange, context),
        context.failure(),
        took,
        context.bytesIn(),
        exchange.getResponseBytesSent());
    if (context.deprecated()) {
      meter.deprecated();
    }
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily requests =
        new CounterMetricFamily(
            "sluice_requests",
            "Requests that ended, by rule, status code and FailureKind (empty if none).",
            ENDING);
    CounterMetricFamily bytesIn =
        new CounterMetricFamily("sluice_request_bytes", "Bytes of request bodies.", RULE);
    CounterMetricFamily bytesOut =
        new CounterMetricFamily("sluice_response_bytes", "Bytes of response bodies.", RULE);
    CounterMetricFamily deprecated =
        new CounterMetricFamily(
            "sluice_deprecated_requests", "Requests that used what is deprecated.", RULE);
    CounterMetricFamily decisions =
        new CounterMetricFamily(
            "sluice_access_decisions",
            "Decisions about who may pass, by rule, outcome and FailureKind (empty if it passed).",
            DECISION);
    List<Sample> durations = new ArrayList<>();
    add(unrouted, requests, bytesIn, bytesOut, durations);
    meters
        .values()
        .forEach(
            meter -> {
              if (!meter.endings().isEmpty()) {
                add(meter, requests, bytesIn, bytesOut, durations);
              }
              addDecisions(meter, decisions);
              long deprecations = meter.deprecations();
              if (deprecations > 0) {
                deprecated.addMetric(meter.labels(), deprecations);
              }
            });
    return List.of(
        requests,
        new MetricFamilySamples(
            DURATION,
            Type.HISTOGRAM,
            "From the request's head to the end of its response (of a tunnel: to its handshake).",
            durations),
        bytesIn,
        bytesOut,
        deprecated,
        decisions);
  }

  private static void addDecisions(RuleMeter meter, CounterMetricFamily decisions) {
    meter
        .verdicts()
        .forEach(
            (verdict, count) ->
                decisions.addMetric(
                    with(
                        meter.labels(),
                        verdict.outcome().name().toLowerCase(Locale.ROOT),
                        verdict.reason() == null ? "" : verdict.reason().name()),
                    count.sum()));
  }

  private static void add(
      RuleMeter meter,
      CounterMetricFamily requests,
      CounterMetricFamily bytesIn,
      CounterMetricFamily bytesOut,
      List<Sample> durations) {
    addDurations(meter, durations);
    bytesIn.addMetric(meter.labels(), meter.bytesIn());
    bytesOut.addMetric(meter.labels(), meter.bytesOut());
    for (RuleMeter.Ending ending : meter.endings()) {
      String reason = ending.failure() == null ? "" : ending.failure().name();
      requests.addMetric(
          with(meter.labels(), Integer.toString(ending.status()), reason), ending.count().sum());
    }
  }

  private static void addDurations(RuleMeter meter, List<Sample> durations) {
    long[] counts = meter.counts();
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i];
      double bound = i < RuleMeter.BOUNDS.length ? RuleMeter.BOUNDS[i] : Double.POSITIVE_INFINITY;
      durations.add(
          new Sample(
              DURATION + "_bucket", BUCKET, with(meter.labels(), doubleToGoString(bound)), total));
    }
    durations.add(new Sample(DURATION + "_count", RULE, meter.labels(), total));
    durations.add(new Sample(DURATION + "_sum", RULE, meter.labels(), meter.seconds()));
  }

  private static List<String> with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }
}
