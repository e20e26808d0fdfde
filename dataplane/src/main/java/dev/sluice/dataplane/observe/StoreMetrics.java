package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.observe.ViewMetrics.Part;
import dev.sluice.dataplane.redis.RedisView;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What data planes share, and the list of tokens that were taken back, which is kept there. */
final class StoreMetrics {
  private StoreMetrics() {}

  static Collector redis(Supplier<RedisView> redis) {
    return ViewMetrics.unlabelled(
            () ->
                Optional.of(redis.get())
                    .filter(view -> view.state() != RedisView.State.NONE)
                    .stream()
                    .toList())
        .gauge(
            "sluice_redis_connected",
            "1 while there is a connection to Redis.",
            view -> ViewMetrics.flag(view.state() == RedisView.State.CONNECTED))
        .counter(
            "sluice_redis_connections",
            "Connections that were made to Redis.",
            RedisView::connections)
        .counter(
            "sluice_redis_scripts",
            "Scripts that Redis was asked to run.",
            "result",
            view ->
                List.of(new Part("answered", view.answered()), new Part("failed", view.failed())));
  }

  static Collector revocations(Supplier<Optional<RevocationView>> revocations) {
    return ViewMetrics.unlabelled(() -> revocations.get().stream().toList())
        .gauge(
            "sluice_revocation_entries",
            "Entries of the list of tokens taken back.",
            RevocationView::entries)
        .counter(
            "sluice_revocation_refused",
            "Requests with a token that was taken back.",
            "provider",
            list ->
                list.refused().entrySet().stream()
                    .map(each -> new Part(each.getKey(), each.getValue()))
                    .toList())
        .counter(
            "sluice_revocation_entries_lost",
            "Entries that do not count: malformed, or dropped because there were too many.",
            "reason",
            list ->
                List.of(
                    new Part("malformed", list.malformed()), new Part("dropped", list.dropped())));
  }

  static Collector revocationAge(Supplier<Optional<RevocationView>> revocations) {
    return ViewMetrics.unlabelled(
            () -> revocations.get().filter(RevocationView::loaded).stream().toList())
        .gauge(
            "sluice_revocation_age_seconds",
            "Since that list was up to date.",
            list -> list.ageMillis() / 1_000.0);
  }
}
