package dev.sluice.dataplane.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.observe.RouteMeters.RuleKey;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.ObjectKey;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RequestMetricsTest {
  private static final ObjectKey ORDERS = new ObjectKey("shop", "orders");
  private static final ObjectKey USERS = new ObjectKey("shop", "users");

  private final RequestMetrics metrics = new RequestMetrics();

  @Test
  void requestsCountByRuleStatusAndReason() throws Exception {
    RouteMeter meter = metrics.meter(ORDERS, "list");
    meter.ended(200, null, 1, 0, 0);
    meter.ended(200, null, 1, 0, 0);
    meter.ended(503, null, 1, 0, 0);
    meter.ended(503, FailureKind.NO_ENDPOINT, 1, 0, 0);
    assertThat(text())
        .contains(series("sluice_requests_total", "code=\"200\",reason=\"\"", "2.0"))
        .contains(series("sluice_requests_total", "code=\"503\",reason=\"\"", "1.0"))
        .contains(series("sluice_requests_total", "code=\"503\",reason=\"NO_ENDPOINT\"", "1.0"));
  }

  @Test
  void durationsFallIntoBucketsThatIncludeTheirBound() throws Exception {
    RouteMeter meter = metrics.meter(ORDERS, "list");
    meter.ended(200, null, TimeUnit.MILLISECONDS.toNanos(1), 0, 0);
    meter.ended(200, null, TimeUnit.MILLISECONDS.toNanos(1) + 1, 0, 0);
    meter.ended(200, null, TimeUnit.SECONDS.toNanos(90), 0, 0);
    String seconds = "sluice_request_duration_seconds";
    assertThat(text())
        .contains(series(seconds + "_bucket", "le=\"0.001\"", "1.0"))
        .contains(series(seconds + "_bucket", "le=\"0.0025\"", "2.0"))
        .contains(series(seconds + "_bucket", "le=\"60.0\"", "2.0"))
        .contains(series(seconds + "_bucket", "le=\"+Inf\"", "3.0"))
        .contains(series(seconds + "_count", "", "3.0"))
        .contains(series(seconds + "_sum", "", "90.002000001"));
  }

  @Test
  void bodiesAreCountedInBothDirections() throws Exception {
    RouteMeter meter = metrics.meter(ORDERS, "list");
    meter.ended(200, null, 1, 10, 300);
    meter.ended(200, null, 1, 5, 0);
    assertThat(text())
        .contains(series("sluice_request_bytes_total", "", "15.0"))
        .contains(series("sluice_response_bytes_total", "", "300.0"));
  }

  @Test
  void aRuleKeepsItsMeterAndLosesItsSeriesWhenItGoes() throws Exception {
    RouteMeter orders = metrics.meter(ORDERS, "list");
    RouteMeter users = metrics.meter(USERS, "all");
    orders.ended(200, null, 1, 0, 0);
    users.ended(200, null, 1, 0, 0);

    metrics.keepOnly(Set.of(new RuleKey(ORDERS, "list")));
    assertThat(metrics.meter(ORDERS, "list")).isSameAs(orders);
    users.ended(200, null, 1, 0, 0);
    assertThat(text()).contains("route=\"orders\"").doesNotContain("route=\"users\"");

    metrics.meter(USERS, "all").ended(200, null, 1, 0, 0);
    assertThat(text())
        .contains(
            "sluice_requests_total{route_namespace=\"shop\",route=\"users\",rule=\"all\","
                + "code=\"200\",reason=\"\",} 1.0");
  }

  @Test
  void aRuleWithoutRequestsHasNoSeries() throws Exception {
    metrics.meter(ORDERS, "list");
    assertThat(text()).doesNotContain("route=\"orders\"");
  }

  @Test
  void countsAreExactUnderContention() throws Exception {
    RouteMeter meter = metrics.meter(ORDERS, "list");
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 10_000; i++) {
                      meter.ended(200 + i % 50, null, i, 1, 1);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(text())
        .contains(series("sluice_request_duration_seconds_count", "", "40000.0"))
        .contains(series("sluice_requests_total", "code=\"249\",reason=\"\"", "800.0"));
  }

  @Test
  void aRequestAllocatesNothing() {
    RouteMeter meter = metrics.meter(ORDERS, "list");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Runnable many =
        () -> {
          for (int i = 0; i < 100_000; i++) {
            meter.ended(200, null, i, 1, 1);
            meter.ended(504, FailureKind.UPSTREAM_TIMEOUT, i, 1, 1);
          }
        };
    many.run();
    long before = threads.getCurrentThreadAllocatedBytes();
    many.run();
    // The measurement itself, and nothing for each of the 200,000.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  @Test
  void oneRegistryRendersInBothFormats() throws Exception {
    metrics.meter(ORDERS, "list").ended(200, null, 1, 0, 0);
    CollectorRegistry registry = new CollectorRegistry();
    registry.register(metrics);
    StringWriter out = new StringWriter();
    TextFormat.writeOpenMetrics100(out, registry.metricFamilySamples());
    assertThat(out.toString())
        .contains("# TYPE sluice_requests counter")
        .doesNotContain("_created")
        .endsWith("# EOF\n");
  }

  private String text() throws IOException {
    CollectorRegistry registry = new CollectorRegistry();
    registry.register(metrics);
    StringWriter out = new StringWriter();
    TextFormat.write004(out, registry.metricFamilySamples());
    return out.toString();
  }

  private static String series(String name, String labels, String value) {
    return name
        + "{route_namespace=\"shop\",route=\"orders\",rule=\"list\","
        + (labels.isEmpty() ? "" : labels + ",")
        + "} "
        + value
        + "\n";
  }
}
