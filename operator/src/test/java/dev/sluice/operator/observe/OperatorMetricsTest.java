package dev.sluice.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.cluster.KubeTools;
import dev.sluice.operator.quota.LeaseTimes;
import dev.sluice.operator.quota.QuotaDesks;
import dev.sluice.snapshot.CounterDemand;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OperatorMetricsTest {
  private static final ObjectKey PLANE = new ObjectKey("infra", "public");

  private final OperatorMetrics metrics = new OperatorMetrics();
  private final QuotaDesks quotas = new QuotaDesks(LeaseTimes.USUAL);
  private long now;

  OperatorMetricsTest() {
    metrics.registry().register(new ShareMetrics(() -> quotas.view(now)));
  }

  private static List<String> names(CollectorRegistry registry) {
    List<String> names = new ArrayList<>();
    for (MetricFamilySamples family : Collections.list(registry.metricFamilySamples())) {
      names.add(
          family.type == io.prometheus.client.Collector.Type.COUNTER
              ? family.name + "_total"
              : family.name);
    }
    return names;
  }

  @Test
  void everyMetricOfTheOperatorIsDocumented() throws IOException {
    String page = Files.readString(KubeTools.sourceTree().resolve("docs/operations.md"));
    assertThat(names(metrics.registry()))
        .contains("sluice_operator_share_answers_total")
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  @Test
  void sharesAreToldOfEachDataPlane() {
    for (int i = 0; i < 30; i++) {
      now += Duration.ofSeconds(1).toNanos();
      var unused =
          quotas.answer(
              PLANE,
              "pod-1",
              Set.of("pod-1", "pod-2"),
              3,
              new PlaneMessage.Demands(
                  i + 1, -1, -1, 2, true, List.of(new CounterDemand(1, 1, 100, 50, 40, 9_000))),
              now);
    }
    assertThat(sample("sluice_operator_share_replicas")).isEqualTo(2);
    assertThat(sample("sluice_operator_share_silent")).isEqualTo(1);
    assertThat(sample("sluice_operator_share_keys")).isEqualTo(1);
    assertThat(sample("sluice_operator_share_answers_total")).isEqualTo(30);
  }

  private double sample(String name) {
    Double value =
        metrics
            .registry()
            .getSampleValue(name, new String[] {"data_plane"}, new String[] {PLANE.toString()});
    assertThat(value).isNotNull();
    return value;
  }
}
