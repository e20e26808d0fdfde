package dev.sluice.dataplane.upstream.outlier;

import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.Timeout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What answers took, together.
 *
 * @param answers so many of them
 */
public record Latencies(long nanos, long answers) {
  /** Fewer answers in an interval say nothing. */
  static final int ENOUGH = 5;

  private static final int TIMES_THE_OTHERS = 2;

  private double average() {
    return (double) nanos / answers;
  }

  private boolean enough() {
    return answers >= ENOUGH;
  }

  /** Those that are slower than the policy allows and than the others, the slowest first. */
  public static <E> List<E> outliers(Map<E, Latencies> measured, OutlierDetection.On policy) {
    List<E> slow = new ArrayList<>();
    if (!(policy.latency() instanceof Timeout.After(long millis))) {
      return slow;
    }
    long nanos = measured.values().stream().mapToLong(Latencies::nanos).sum();
    long answers = measured.values().stream().mapToLong(Latencies::answers).sum();
    measured.forEach(
        (endpoint, own) -> {
          Latencies others = new Latencies(nanos - own.nanos, answers - own.answers);
          if (own.enough()
              && others.enough()
              && own.average() > millis * 1e6
              && own.average() > TIMES_THE_OTHERS * others.average()) {
            slow.add(endpoint);
          }
        });
    slow.sort(
        Comparator.comparingDouble(
                (E endpoint) -> measured.getOrDefault(endpoint, new Latencies(0, 1)).average())
            .reversed());
    return slow;
  }
}
