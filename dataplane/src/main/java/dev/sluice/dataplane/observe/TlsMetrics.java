package dev.sluice.dataplane.observe;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** Handshakes, and until when the certificates of listeners are good. */
final class TlsMetrics extends Collector {
  private final Supplier<TlsView> tls;

  TlsMetrics(Supplier<TlsView> tls) {
    this.tls = tls;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    TlsView view = tls.get();
    CounterMetricFamily handshakes =
        new CounterMetricFamily(
            "sluice_tls_handshakes", "TLS handshakes with clients.", List.of("result"));
    handshakes.addMetric(List.of("completed"), view.completed());
    handshakes.addMetric(List.of("failed"), view.failed());
    GaugeMetricFamily expiry =
        new GaugeMetricFamily(
            "sluice_certificate_expiry_seconds",
            "When a certificate of a listener ends, as a Unix time.",
            List.of("listener", "secret_namespace", "secret"));
    for (TlsView.Shown shown : view.certificates()) {
      expiry.addMetric(
          List.of(shown.listener(), shown.secret().namespace(), shown.secret().name()),
          shown.expiry().getEpochSecond());
    }
    return List.of(handshakes, expiry);
  }
}
