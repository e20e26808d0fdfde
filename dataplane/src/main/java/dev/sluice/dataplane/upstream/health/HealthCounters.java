package dev.sluice.dataplane.upstream.health;

import dev.sluice.dataplane.upstream.outlier.EjectionReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What is counted for one backend. From any thread. */
final class HealthCounters {
  private final Map<CheckOutcome, LongAdder> checks = new EnumMap<>(CheckOutcome.class);
  private final Map<EjectionReason, LongAdder> ejections = new EnumMap<>(EjectionReason.class);

  HealthCounters() {
    for (CheckOutcome outcome : CheckOutcome.values()) {
      checks.put(outcome, new LongAdder());
    }
    for (EjectionReason reason : EjectionReason.values()) {
      ejections.put(reason, new LongAdder());
    }
  }

  void checked(CheckOutcome outcome) {
    LongAdder count = checks.get(outcome);
    if (count != null) {
      count.increment();
    }
  }

  void ejected(EjectionReason reason) {
    LongAdder count = ejections.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  HealthCounts view(boolean checked, boolean watched) {
    return new HealthCounts(
        checked ? sums(checks, CheckOutcome.class) : Map.of(),
        watched ? sums(ejections, EjectionReason.class) : Map.of());
  }

  private static <K extends Enum<K>> Map<K, Long> sums(Map<K, LongAdder> counts, Class<K> type) {
    Map<K, Long> sums = new EnumMap<>(type);
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
