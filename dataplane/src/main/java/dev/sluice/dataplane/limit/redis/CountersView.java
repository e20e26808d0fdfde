package dev.sluice.dataplane.limit.redis;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How it stands with counters in Redis. What counts counts since the start.
 *
 * @param up whether all servers that are known answer
 * @param replicas that share them, as far as is known
 * @param questions of requests
 * @param failures questions without an answer, by cause
 * @param latency of scripts
 * @param leases counters of which there is some ahead
 * @param leased requests, or cost, that asked nobody
 */
public record CountersView(
    boolean up,
    int replicas,
    long questions,
    Map<String, Long> failures,
    Latency latency,
    int leases,
    long leased) {
  public CountersView {
    failures = new TreeMap<>(failures);
  }

  /**
   * @param buckets with what is in those below
   */
  public record Latency(List<Bucket> buckets, long count, double seconds) {
    public Latency {
      buckets = List.copyOf(buckets);
    }
  }

  /**
   * @param end in seconds
   */
  public record Bucket(double end, long count) {}
}
