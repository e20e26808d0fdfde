package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.oidc.OidcView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** Logins with a browser. */
final class LoginMetrics extends Collector {
  private final Supplier<List<OidcView>> providers;

  LoginMetrics(Supplier<List<OidcView>> providers) {
    this.providers = providers;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<String> one = List.of("provider");
    List<String> two = List.of("provider", "result");
    GaugeMetricFamily known =
        new GaugeMetricFamily(
            "sluice_oidc_issuer_known",
            "1 once the configuration of an issuer was read; at 0 nobody can log in.",
            one);
    GaugeMetricFamily stale =
        new GaugeMetricFamily(
            "sluice_oidc_issuer_stale",
            "1 while an older configuration serves because the issuer does not answer.",
            one);
    CounterMetricFamily logins =
        new CounterMetricFamily(
            "sluice_oidc_logins", "People sent to the issuer, and what became of them.", two);
    CounterMetricFamily refreshes =
        new CounterMetricFamily(
            "sluice_oidc_refreshes", "Sessions for which new tokens were asked, by result.", two);
    CounterMetricFamily logouts =
        new CounterMetricFamily("sluice_oidc_logouts", "Sessions that people ended.", one);
    GaugeMetricFamily remembered =
        new GaugeMetricFamily(
            "sluice_oidc_sessions_remembered",
            "Decrypted sessions that cost one look-up; there may be more of them about.",
            one);
    for (OidcView view : providers.get()) {
      String provider = view.provider();
      List<String> name = List.of(provider);
      OidcView.State state = view.configuration().state();
      known.addMetric(name, state == OidcView.State.MISSING ? 0 : 1);
      stale.addMetric(name, state == OidcView.State.STALE ? 1 : 0);
      OidcView.Counts counts = view.counts();
      logins.addMetric(List.of(provider, "begun"), counts.loginsBegun());
      logins.addMetric(List.of(provider, "done"), counts.loginsDone());
      logins.addMetric(List.of(provider, "failed"), counts.loginsFailed());
      refreshes.addMetric(List.of(provider, "done"), counts.refreshesDone());
      refreshes.addMetric(List.of(provider, "failed"), counts.refreshesFailed());
      refreshes.addMetric(List.of(provider, "ended"), counts.refreshesEnded());
      logouts.addMetric(name, counts.logouts());
      remembered.addMetric(name, view.remembered());
    }
    return List.of(known, stale, logins, refreshes, logouts, remembered);
  }
}
