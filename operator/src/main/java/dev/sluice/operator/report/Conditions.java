package dev.sluice.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conditions as the API conventions of Kubernetes want them. */
final class Conditions {
  static final String ACCEPTED = "Accepted";
  static final String RESOLVED_REFS = "ResolvedRefs";
  static final String PROGRAMMED = "Programmed";
  static final String READY = "Ready";
  static final String STALLED = "Stalled";

  private static final Set<String> OWN =
      Set.of(
          ACCEPTED,
          RESOLVED_REFS,
          PROGRAMMED,
          READY,
          STALLED,
          CertificateExpiry.TYPE,
          StoreCondition.TYPE,
          ShareCondition.TYPE);

  /** While these hold, they say in words how many replicas there are. */
  private static final Set<String> COUNTING = Set.of(PROGRAMMED, READY);

  private static final int LONGEST_MESSAGE = 32_000;

  private Conditions() {}

  /** The drafts, with the time at which each last changed its status. */
  static List<Condition> of(
      List<Draft> drafts, @Nullable List<Condition> current, long generation, Instant now) {
    return drafts.stream()
        .map(
            draft -> {
              String status = draft.holds() ? "True" : "False";
              String since =
                  find(current, draft.type())
                      .filter(before -> status.equals(before.getStatus()))
                      .map(Condition::getLastTransitionTime)
                      .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
              return new ConditionBuilder()
                  .withType(draft.type())
                  .withStatus(status)
                  .withReason(draft.reason())
                  .withMessage(cut(draft.message()))
                  .withObservedGeneration(generation)
                  .withLastTransitionTime(since)
                  .build();
            })
        .toList();
  }

  static Optional<Condition> find(@Nullable List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  static boolean holds(@Nullable List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  /**
   * Whether a write would tell nothing new. How many replicas there are is no news: a scaled data
   * plane must not cost a write for each route.
   */
  static boolean tellTheSame(@Nullable List<Condition> current, List<Condition> wanted) {
    if (current == null) {
      return false;
    }
    // Conditions of others in the same list are none of our business.
    boolean leftOver =
        current.stream()
            .filter(condition -> OWN.contains(condition.getType()))
            .anyMatch(condition -> find(wanted, condition.getType()).isEmpty());
    return !leftOver
        && wanted.stream()
            .allMatch(
                condition ->
                    find(current, condition.getType())
                        .filter(before -> tellsTheSame(before, condition))
                        .isPresent());
  }

  private static boolean tellsTheSame(Condition before, Condition wanted) {
    boolean counts = "True".equals(wanted.getStatus()) && COUNTING.contains(wanted.getType());
    return wanted.getStatus().equals(before.getStatus())
        && wanted.getReason().equals(before.getReason())
        && Objects.equals(wanted.getObservedGeneration(), before.getObservedGeneration())
        && (counts
            || wanted.getMessage().equals(Objects.requireNonNullElse(before.getMessage(), "")));
  }

  private static String cut(String message) {
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
  }
}
