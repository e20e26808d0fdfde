package dev.sluice.dataplane.upstream.health;

import dev.sluice.dataplane.upstream.outlier.EjectionReason;
import java.util.Map;

/**
 * What was counted for a backend since this process knows it, whatever became of the endpoints.
 *
 * @param checks empty if it was never checked
 * @param ejections empty if it never had outlier detection
 */
public record HealthCounts(Map<CheckOutcome, Long> checks, Map<EjectionReason, Long> ejections) {
  /** Of a backend without either policy. */
  public static final HealthCounts NONE = new HealthCounts(Map.of(), Map.of());

  public HealthCounts {
    checks = Map.copyOf(checks);
    ejections = Map.copyOf(ejections);
  }
}
