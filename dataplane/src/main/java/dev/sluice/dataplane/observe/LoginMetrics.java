package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.oidc.OidcView;
import dev.sluice.dataplane.observe.ViewMetrics.Part;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/** Logins with a browser. */
final class LoginMetrics {
  private LoginMetrics() {}

  static Collector of(Supplier<List<OidcView>> providers) {
    return ViewMetrics.by("provider", providers, OidcView::provider)
        .gauge(
            "sluice_oidc_issuer_known",
            "1 once the configuration of an issuer was read; at 0 nobody can log in.",
            view -> ViewMetrics.flag(view.configuration().state() != OidcView.State.MISSING))
        .gauge(
            "sluice_oidc_issuer_stale",
            "1 while an older configuration serves because the issuer does not answer.",
            view -> ViewMetrics.flag(view.configuration().state() == OidcView.State.STALE))
        .counter(
            "sluice_oidc_logins",
            "People sent to the issuer, and what became of them.",
            "result",
            view ->
                List.of(
                    new Part("begun", view.counts().loginsBegun()),
                    new Part("done", view.counts().loginsDone()),
                    new Part("failed", view.counts().loginsFailed())))
        .counter(
            "sluice_oidc_refreshes",
            "Sessions for which new tokens were asked, by result.",
            "result",
            view ->
                List.of(
                    new Part("done", view.counts().refreshesDone()),
                    new Part("failed", view.counts().refreshesFailed()),
                    new Part("ended", view.counts().refreshesEnded())))
        .counter(
            "sluice_oidc_logouts", "Sessions that people ended.", view -> view.counts().logouts())
        .gauge(
            "sluice_oidc_sessions_remembered",
            "Decrypted sessions that cost one look-up; there may be more of them about.",
            OidcView::remembered);
  }
}
