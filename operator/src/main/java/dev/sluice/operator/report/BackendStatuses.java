package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.crds.ServiceBackendStatus;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code status} of a ServiceBackend. */
final class BackendStatuses {
  private BackendStatuses() {}

  static ServiceBackendStatus of(
      ResourceReport report,
      Collection<PlaneView> planes,
      BackendHealth health,
      @Nullable ServiceBackendStatus current,
      Instant now) {
    List<Draft> drafts = new ArrayList<>(report.conditions().stream().map(Draft::of).toList());
    drafts.add(programmed(report, planes, current));
    drafts.add(Readiness.of(drafts));
    return new ServiceBackendStatus(
        report.generation(),
        Conditions.of(
            drafts, current == null ? null : current.conditions(), report.generation(), now),
        health.endpoints(),
        health.ejected().isEmpty() ? null : health.ejected(),
        health.breaker());
  }

  /** Whether any data plane that runs is told of this backend. */
  static boolean isServed(ResourceReport report, Collection<PlaneView> planes) {
    SectionKey section = new SectionKey(SectionKind.BACKEND, report.resource().key());
    return planes.stream()
        .anyMatch(plane -> !plane.scaledToZero() && plane.wanted().containsKey(section));
  }

  /** Whether the conditions are the same; health is another matter, see {@link BackendHealth}. */
  static boolean same(@Nullable ServiceBackendStatus current, ServiceBackendStatus wanted) {
    List<Condition> conditions = wanted.conditions();
    return current != null
        && Objects.equals(current.observedGeneration(), wanted.observedGeneration())
        && Conditions.tellTheSame(
            current.conditions(), conditions == null ? List.of() : conditions);
  }

  private static Draft programmed(
      ResourceReport report, Collection<PlaneView> planes, @Nullable ServiceBackendStatus current) {
    SectionKey section = new SectionKey(SectionKind.BACKEND, report.resource().key());
    boolean before =
        current != null
            && Objects.equals(current.observedGeneration(), report.generation())
            && Conditions.holds(current.conditions(), Conditions.PROGRAMMED);
    Draft result =
        Draft.failing(Conditions.PROGRAMMED, "NotReferenced", "no route refers to this backend");
    for (PlaneView plane : planes) {
      String hash = plane.wanted().get(section);
      if (hash != null) {
        result = Evidence.programmed(plane, section, hash, before);
        if (!result.holds()) {
          return result;
        }
      }
    }
    return result;
  }
}
