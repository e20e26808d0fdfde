package dev.sluice.compiler.diagnostic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Diagnostics as conditions. */
public final class Conditions {
  private static final int MAX_NAMED = 8;

  private Conditions() {}

  /**
   * Accepted and ResolvedRefs, and Stalled if so.
   *
   * @param stalled whether the last good version serves in place of something
   */
  public static List<ReportedCondition> of(Collection<Diagnostic> diagnostics, boolean stalled) {
    List<Diagnostic> errors = diagnostics.stream().filter(Diagnostic::isError).toList();
    List<ReportedCondition> conditions = new ArrayList<>();
    conditions.add(condition(ConditionType.ACCEPTED, errors));
    conditions.add(condition(ConditionType.RESOLVED_REFS, errors));
    if (stalled) {
      ReportedCondition cause =
          conditions.stream()
              .filter(condition -> !condition.holds())
              .findFirst()
              .orElseGet(conditions::getFirst);
      conditions.add(
          new ReportedCondition(
              ConditionType.STALLED,
              true,
              cause.reason(),
              "the last good version serves, for " + cause.message()));
    }
    return conditions;
  }

  private static ReportedCondition condition(ConditionType type, List<Diagnostic> errors) {
    List<Diagnostic> here =
        errors.stream().filter(error -> error.reason().condition() == type).toList();
    if (here.isEmpty()) {
      return new ReportedCondition(type, true, type.text(), "");
    }
    String message =
        here.stream()
            .limit(MAX_NAMED)
            .map(error -> error.field() + ": " + error.message())
            .collect(Collectors.joining("; "));
    String more = here.size() > MAX_NAMED ? "; and " + (here.size() - MAX_NAMED) + " more" : "";
    return new ReportedCondition(type, false, here.getFirst().reason().word(), message + more);
  }
}
