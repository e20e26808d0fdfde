package dev.sluice.dataplane.limit.redis;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How it stands with counters in Redis. What counts counts since the start.
 *
 * @param state of the connection and of who is asked, also while nobody asks
 * @param replicas that share them, as far as is known
 * @param questions of requests
 * @param failures questions without an answer, by cause
 * @param latency of scripts
 * @param leases counters of which there is some ahead
 * @param leased requests, or cost, that asked nobody
 */
public record CountersView(
    State state,
    int replicas,
    long questions,
    Map<String, Long> failures,
    Latency latency,
    int leases,
    long leased) {
  public CountersView {
    failures = new TreeMap<>(failures);
  }

  /** Whether limits are counted there. */
  public boolean up() {
    return state.problem().isEmpty();
  }

  /**
   * @param connected whether there is a connection, and it has not fallen silent
   * @param ready whether anything was answered since it was opened
   * @param breakersOpen servers that requests do not ask, because they did not answer
   * @param problem why limits are not counted there; empty: they are
   */
  public record State(boolean connected, boolean ready, int breakersOpen, String problem) {}

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
