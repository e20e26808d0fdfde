package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ReportedCondition;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Objects;

/** A condition that should be, without its time. */
record Draft(String type, boolean holds, String reason, String message) {
  static Draft of(ReportedCondition reported) {
    return new Draft(
        reported.type().text(), reported.holds(), reported.reason(), reported.message());
  }

  static Draft holding(String type, String reason, String message) {
    return new Draft(type, true, reason, message);
  }

  static Draft failing(String type, String reason, String message) {
    return new Draft(type, false, reason, message);
  }

  /** As it stands in a status now. */
  static Draft told(Condition condition) {
    return new Draft(
        condition.getType(),
        "True".equals(condition.getStatus()),
        condition.getReason(),
        Objects.requireNonNullElse(condition.getMessage(), ""));
  }

  Draft as(String otherType) {
    return new Draft(otherType, holds, reason, message);
  }
}
