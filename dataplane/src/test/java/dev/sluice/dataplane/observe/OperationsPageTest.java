package dev.sluice.dataplane.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.auth.basic.PasswordFigures;
import dev.sluice.dataplane.body.judge.BodyFigures;
import dev.sluice.dataplane.limit.quota.QuotaView;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.upstream.Upstreams;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/operations.md} names the data plane's metrics that there are, and no others. */
final class OperationsPageTest {
  private static final Pattern METRIC =
      Pattern.compile("`(sluice_(?!operator_)[a-z_]+?)(_total)?`");

  @Test
  void thePageNamesEveryMetricOfOursAndNoOther() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher metrics = METRIC.matcher(Files.readString(Path.of("..", "docs", "operations.md")));
    while (metrics.find()) {
      named.add(metrics.group(1));
    }
    Set<String> registered = new TreeSet<>();
    try (Telemetry telemetry =
        Telemetry.open(
            new Telemetry.Logs(new LogTarget.Off(), new LogTarget.Off()),
            new Upstreams(),
            "test")) {
      telemetry.downstream(() -> 0, () -> 0);
      telemetry.limits(new LimitStates());
      telemetry.shares(() -> QuotaView.NONE);
      telemetry.tls(() -> new TlsView(0, 0, List.of()));
      telemetry.keys(List::of);
      telemetry.introspections(List::of);
      telemetry.logins(List::of);
      telemetry.externals(List::of);
      telemetry.passwords(() -> new PasswordFigures(0, 0, 0, 0));
      telemetry.bodies(() -> new BodyFigures(0, 0, 0, 0, 0));
      telemetry.counters(Optional::empty);
      telemetry.store(
          () -> new RedisView(RedisView.State.NONE, List.of(), "", 0, 0, 0, ""), Optional::empty);
      for (MetricFamilySamples family :
          Collections.list(telemetry.registry().metricFamilySamples())) {
        if (family.name.startsWith("sluice_")) {
          registered.add(family.name);
        }
      }
    }
    assertThat(named).isEqualTo(registered);
  }
}
