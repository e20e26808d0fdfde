package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.limit.quota.QuotaView;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Limits that replicas share without a store. A series for each limit, however many its keys. */
final class ShareMetrics extends Collector {
  private final Supplier<QuotaView> shares;

  ShareMetrics(Supplier<QuotaView> shares) {
    this.shares = shares;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    GaugeMetricFamily replicas =
        new GaugeMetricFamily(
            "sluice_ratelimit_replicas", "Replicas that the operator has told of.", List.of());
    GaugeMetricFamily lease =
        new GaugeMetricFamily(
            "sluice_ratelimit_share_lease_seconds",
            "Until shares fall back to equal ones; negative: since when they have.",
            List.of());
    GaugeMetricFamily share =
        new GaugeMetricFamily(
            "sluice_ratelimit_share",
            "Mean part of the limit that this replica has, of keys with shares of their own.",
            List.of("limit"));
    GaugeMetricFamily keys =
        new GaugeMetricFamily(
            "sluice_ratelimit_share_keys", "Keys with shares of their own.", List.of("limit"));
    QuotaView view = shares.get();
    if (view.replicas() > 0) {
      replicas.addMetric(List.of(), view.replicas());
      lease.addMetric(List.of(), view.untilMillis() / 1_000.0);
    }
    Map<String, List<QuotaView.ShareView>> byLimit =
        view.shares().stream()
            .filter(each -> !each.limit().isEmpty())
            .collect(Collectors.groupingBy(QuotaView.ShareView::limit));
    byLimit.forEach(
        (limit, all) -> {
          double mean =
              all.stream()
                  .mapToDouble(each -> (double) each.part() / each.whole())
                  .average()
                  .orElse(0);
          share.addMetric(List.of(limit), mean);
          keys.addMetric(List.of(limit), all.size());
        });
    return List.of(replicas, lease, share, keys);
  }
}
