package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ReportedCondition;

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

  Draft as(String otherType) {
    return new Draft(otherType, holds, reason, message);
  }
}
