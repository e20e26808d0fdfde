package dev.sluice.operator.report;

import java.util.List;
import java.util.Set;

/** The condition that kstatus, Flux and Argo CD read: all the others. */
final class Readiness {
  static final String SUSPENDED = "Suspended";

  /** Nothing is served, and that is as it was asked for: waiting for more would be for ever. */
  private static final Set<String> AS_WANTED =
      Set.of(Evidence.NO_REPLICAS, "NotReferenced", SUSPENDED);

  private Readiness() {}

  static Draft of(List<Draft> conditions) {
    for (Draft condition : conditions) {
      boolean good =
          condition.type().equals(Conditions.STALLED) ? !condition.holds() : condition.holds();
      if (!good) {
        return AS_WANTED.contains(condition.reason())
            ? Draft.holding(Conditions.READY, condition.reason(), condition.message())
            : Draft.failing(Conditions.READY, condition.reason(), condition.message());
      }
    }
    return Draft.holding(Conditions.READY, "Ready", conditions.getLast().message());
  }
}
