package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.basic.PasswordFigures;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** How comparing the passwords of clients goes. */
final class PasswordMetrics extends Collector {
  private final Supplier<PasswordFigures> passwords;

  PasswordMetrics(Supplier<PasswordFigures> passwords) {
    this.passwords = passwords;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    PasswordFigures figures = passwords.get();
    return List.of(
        new CounterMetricFamily(
                "sluice_password_checks",
                "Passwords compared with hashes, by result; busy: too many waited (503).",
                List.of("result"))
            .addMetric(List.of("right"), figures.right())
            .addMetric(List.of("wrong"), figures.wrong())
            .addMetric(List.of("busy"), figures.busy()),
        new GaugeMetricFamily(
            "sluice_password_checks_waiting",
            "Passwords that wait to be compared.",
            figures.waiting()));
  }
}
