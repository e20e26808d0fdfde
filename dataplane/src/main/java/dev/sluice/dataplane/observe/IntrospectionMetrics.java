package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.introspection.IntrospectionView;
import dev.sluice.dataplane.observe.ViewMetrics.Part;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Issuers that are asked about tokens of clients. */
final class IntrospectionMetrics {
  private IntrospectionMetrics() {}

  static Collector of(Supplier<List<IntrospectionView>> providers) {
    return ViewMetrics.by("provider", providers, IntrospectionView::provider)
        .counter(
            "sluice_introspection_calls",
            "Questions that issuers were asked, by what came of them.",
            "result",
            view ->
                List.of(
                    new Part("active", view.active()),
                    new Part("inactive", view.inactive()),
                    new Part("failed", view.failed())))
        .counter(
            "sluice_introspection_call_seconds",
            "Time that these questions took together.",
            view -> view.callNanos() / (double) TimeUnit.SECONDS.toNanos(1))
        .counter(
            "sluice_introspection_spared",
            "Requests for which nobody was asked: held (an answer was at hand), shared (another"
                + " asked the same), turned_away (too many waited or the issuer fails: 503).",
            "result",
            view ->
                List.of(
                    new Part("held", view.hits()),
                    new Part("shared", view.shared()),
                    new Part("turned_away", view.turnedAway())))
        .gauge(
            "sluice_introspection_waiting",
            "Tokens that wait for their issuer.",
            IntrospectionView::waiting)
        .gauge(
            "sluice_introspection_answers_remembered",
            "Answers that are held.",
            IntrospectionView::remembered)
        .gauge(
            "sluice_introspection_failing",
            "1 while the issuer fails and is asked once a second only.",
            view -> ViewMetrics.flag(view.resting()));
  }
}
