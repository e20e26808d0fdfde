package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.upstream.EndpointView;
import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.dataplane.upstream.health.EndpointState;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What the backends do, summed over their endpoints: pods come and go, and a label for each would
 * grow for ever. Single endpoints are seen on the admin port.
 */
final class UpstreamMetrics extends Collector {
  private static final List<String> BACKEND = List.of("backend_namespace", "backend");
  private static final List<String> STATE = List.of("backend_namespace", "backend", "state");
  private static final List<String> OUTCOME = List.of("backend_namespace", "backend", "outcome");
  private static final List<String> REASON = List.of("backend_namespace", "backend", "reason");

  private final Supplier<List<UpstreamView>> upstreams;
  private final Map<ObjectKey, Totals> totals = new HashMap<>();

  UpstreamMetrics(Supplier<List<UpstreamView>> upstreams) {
    this.upstreams = upstreams;
  }

  @Override
  public synchronized List<MetricFamilySamples> collect() {
    GaugeMetricFamily endpoints =
        new GaugeMetricFamily(
            "sluice_upstream_endpoints", "Endpoints, by how well they are.", STATE);
    GaugeMetricFamily connections =
        new GaugeMetricFamily(
            "sluice_upstream_connections", "Open connections, by what they do.", STATE);
    GaugeMetricFamily active =
        new GaugeMetricFamily(
            "sluice_upstream_active_requests", "Requests sent or waiting to be sent.", BACKEND);
    GaugeMetricFamily pending =
        new GaugeMetricFamily(
            "sluice_upstream_pending_requests", "Requests that wait for a connection.", BACKEND);
    CounterMetricFamily connects =
        new CounterMetricFamily("sluice_upstream_connects", "Connections opened.", BACKEND);
    CounterMetricFamily failures =
        new CounterMetricFamily(
            "sluice_upstream_connect_failures",
            "Connections that could not be opened: refused, unreachable or timed out.",
            BACKEND);
    CounterMetricFamily checks =
        new CounterMetricFamily(
            "sluice_upstream_health_checks", "Health checks, by how they ended.", OUTCOME);
    CounterMetricFamily ejections =
        new CounterMetricFamily(
            "sluice_upstream_ejections", "Endpoints ejected for failing requests.", REASON);
    List<UpstreamView> views = upstreams.get();
    totals.keySet().retainAll(views.stream().map(UpstreamView::backend).toList());
    for (UpstreamView view : views) {
      String namespace = view.backend().namespace();
      String name = view.backend().name();
      List<String> labels = List.of(namespace, name);
      Totals sums = totals.computeIfAbsent(view.backend(), key -> new Totals());
      sums.add(view.endpoints());
      for (EndpointState state : EndpointState.values()) {
        endpoints.addMetric(List.of(namespace, name, state.label()), count(view, state));
      }
      view.healthCounts()
          .checks()
          .forEach((how, times) -> checks.addMetric(List.of(namespace, name, how.label()), times));
      view.healthCounts()
          .ejections()
          .forEach(
              (why, times) -> ejections.addMetric(List.of(namespace, name, why.label()), times));
      connections.addMetric(
          List.of(namespace, name, "active"), sum(view, EndpointView::activeConnections));
      connections.addMetric(
          List.of(namespace, name, "idle"), sum(view, EndpointView::idleConnections));
      active.addMetric(labels, sum(view, EndpointView::activeRequests));
      pending.addMetric(labels, sum(view, EndpointView::pendingRequests));
      connects.addMetric(labels, sums.connects);
      failures.addMetric(labels, sums.failures);
    }
    return List.of(endpoints, connections, active, pending, connects, failures, checks, ejections);
  }

  private static long count(UpstreamView view, EndpointState state) {
    return view.endpoints().stream().filter(each -> each.health().state() == state).count();
  }

  private static long sum(UpstreamView view, ToLongFunction<EndpointView> figure) {
    return view.endpoints().stream().mapToLong(figure).sum();
  }

  /**
   * Sums that only grow. An endpoint that leaves takes its own counters along; what it had counted
   * at the last scrape stays in here, so that the backend's counter never falls, which would look
   * like a restart.
   */
  private static final class Totals {
    private Map<Endpoint, EndpointView> last = Map.of();
    private long connects;
    private long failures;

    void add(List<EndpointView> now) {
      Map<Endpoint, EndpointView> next = new HashMap<>();
      for (EndpointView view : now) {
        EndpointView before = last.get(view.endpoint());
        connects += grown(view.connects(), before == null ? 0 : before.connects());
        failures += grown(view.connectFailures(), before == null ? 0 : before.connectFailures());
        next.put(view.endpoint(), view);
      }
      last = next;
    }

    /** One that left and came back between two scrapes counts from 0 again. */
    private static long grown(long now, long before) {
      return now >= before ? now - before : now;
    }
  }
}
