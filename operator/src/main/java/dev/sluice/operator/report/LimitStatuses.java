package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.crds.RateLimitPolicyStatus;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SectionKind;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code status} of a RateLimitPolicy. */
final class LimitStatuses {
  private static final Draft NOT_REFERENCED =
      Draft.failing(
          Conditions.PROGRAMMED,
          "NotReferenced",
          "no data plane serves what this policy limits, so that there is nothing to limit");
  private static final Draft NOT_ACCEPTED =
      Draft.failing(Conditions.PROGRAMMED, "NotAccepted", "nothing of this policy can be used");

  private static final Set<String> COUNTING = Set.of(StoreCondition.TYPE, ShareCondition.TYPE);

  private LimitStatuses() {}

  static RateLimitPolicyStatus of(
      ResourceReport report,
      Function<ObjectKey, PlaneView> planes,
      List<StoreUses.Use> uses,
      Optional<Draft> shares,
      @Nullable RateLimitPolicyStatus current,
      Instant now) {
    PlaneEntries entries =
        PlaneEntries.of(
            report,
            SectionKind.RATE_LIMIT,
            planes,
            Optional.empty(),
            current == null ? null : current.dataPlanes(),
            now);
    List<Draft> drafts = new ArrayList<>(report.conditions().stream().map(Draft::of).toList());
    drafts.add(
        entries.overall().orElse(entries.entries().isEmpty() ? NOT_REFERENCED : NOT_ACCEPTED));
    drafts.add(Readiness.of(drafts));
    StoreCondition.of(uses, planes, current == null ? null : current.conditions())
        .ifPresent(drafts::add);
    shares.ifPresent(drafts::add);
    return new RateLimitPolicyStatus(
        report.generation(),
        Conditions.of(
            drafts, current == null ? null : current.conditions(), report.generation(), now),
        entries.entries());
  }

  /** Whether all is the same but how counting goes, which may flap. */
  static boolean sameButStore(
      @Nullable RateLimitPolicyStatus current, RateLimitPolicyStatus wanted) {
    return current != null && same(withoutStore(current), withoutStore(wanted));
  }

  private static RateLimitPolicyStatus withoutStore(RateLimitPolicyStatus status) {
    List<Condition> conditions = status.conditions();
    return new RateLimitPolicyStatus(
        status.observedGeneration(),
        conditions == null
            ? null
            : conditions.stream()
                .filter(condition -> !COUNTING.contains(condition.getType()))
                .toList(),
        status.dataPlanes());
  }

  static boolean same(@Nullable RateLimitPolicyStatus current, RateLimitPolicyStatus wanted) {
    List<Condition> conditions = wanted.conditions();
    return current != null
        && Objects.equals(current.observedGeneration(), wanted.observedGeneration())
        && Conditions.tellTheSame(current.conditions(), conditions == null ? List.of() : conditions)
        && PlaneEntries.same(current.dataPlanes(), wanted.dataPlanes());
  }
}
