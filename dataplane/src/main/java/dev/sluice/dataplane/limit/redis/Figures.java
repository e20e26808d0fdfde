package dev.sluice.dataplane.limit.redis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What is counted since the start, of all servers together. */
final class Figures {
  /** Upper ends, in microseconds; one bucket more holds the rest. */
  private static final long[] ENDS = {250, 500, 1_000, 2_000, 5_000, 10_000, 20_000};

  private final LongAdder[] latency = new LongAdder[ENDS.length + 1];
  private final LongAdder latencyNanos = new LongAdder();
  private final Map<FailureCause, LongAdder> failures = new EnumMap<>(FailureCause.class);
  private final LongAdder asked = new LongAdder();

  Figures() {
    for (int i = 0; i < latency.length; i++) {
      latency[i] = new LongAdder();
    }
    for (FailureCause cause : FailureCause.values()) {
      failures.put(cause, new LongAdder());
    }
  }

  void asked(int questions) {
    asked.add(questions);
  }

  void answered(long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    int bucket = 0;
    while (bucket < ENDS.length && micros > ENDS[bucket]) {
      bucket++;
    }
    latency[bucket].increment();
    latencyNanos.add(nanos);
  }

  /**
   * @param questions that went without an answer
   */
  void failed(FailureCause cause, int questions) {
    LongAdder count = failures.get(cause);
    if (count != null) {
      count.add(questions);
    }
  }

  long asked() {
    return asked.sum();
  }

  /** Questions without an answer, by cause. */
  Map<String, Long> failures() {
    Map<String, Long> counts = new TreeMap<>();
    failures.forEach((cause, count) -> counts.put(cause.label(), count.sum()));
    return counts;
  }

  CountersView.Latency latency() {
    List<CountersView.Bucket> buckets = new ArrayList<>();
    long below = 0;
    for (int i = 0; i < ENDS.length; i++) {
      below += latency[i].sum();
      buckets.add(new CountersView.Bucket(ENDS[i] / 1e6, below));
    }
    return new CountersView.Latency(
        buckets, below + latency[ENDS.length].sum(), latencyNanos.sum() / 1e9);
  }
}
