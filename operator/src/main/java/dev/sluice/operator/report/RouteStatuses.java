package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.crds.GatewayRouteStatus;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code status} of a GatewayRoute. */
final class RouteStatuses {
  private static final Draft SUSPENDED =
      Draft.failing(
          Conditions.PROGRAMMED,
          Readiness.SUSPENDED,
          "taken out of service by suspend: true; remove it to serve the route again");

  private RouteStatuses() {}

  static GatewayRouteStatus of(
      ResourceReport report,
      Function<ObjectKey, PlaneView> planes,
      @Nullable GatewayRouteStatus current,
      Instant now) {
    List<GatewayRouteStatus.DataPlaneEntry> entries = new ArrayList<>();
    List<Draft> programmed = new ArrayList<>();
    for (ResourceReport.PlaneReport plane : report.dataPlanes()) {
      Optional<GatewayRouteStatus.DataPlaneEntry> before = entry(current, plane.dataPlane());
      List<Draft> drafts = new ArrayList<>(plane.conditions().stream().map(Draft::of).toList());
      Draft served = programmed(report, plane, planes.apply(plane.dataPlane()), before);
      drafts.add(served);
      if (plane.section().isPresent()) {
        programmed.add(served);
      }
      entries.add(
          new GatewayRouteStatus.DataPlaneEntry(
              plane.dataPlane().name(),
              plane.dataPlane().namespace(),
              plane.section().orElse(null),
              Conditions.of(
                  drafts,
                  before.map(GatewayRouteStatus.DataPlaneEntry::conditions).orElse(null),
                  report.generation(),
                  now)));
    }
    List<Draft> drafts = new ArrayList<>(report.conditions().stream().map(Draft::of).toList());
    Draft overall = report.suspended() ? SUSPENDED : overall(programmed);
    drafts.add(overall);
    drafts.add(ready(report, drafts));
    return new GatewayRouteStatus(
        report.generation(),
        Conditions.of(
            drafts, current == null ? null : current.conditions(), report.generation(), now),
        entries);
  }

  static boolean same(@Nullable GatewayRouteStatus current, GatewayRouteStatus wanted) {
    if (current == null
        || !Objects.equals(current.observedGeneration(), wanted.observedGeneration())
        || !Conditions.tellTheSame(current.conditions(), conditions(wanted.conditions()))) {
      return false;
    }
    List<GatewayRouteStatus.DataPlaneEntry> before =
        Objects.requireNonNullElse(current.dataPlanes(), List.of());
    List<GatewayRouteStatus.DataPlaneEntry> entries =
        Objects.requireNonNullElse(wanted.dataPlanes(), List.of());
    if (before.size() != entries.size()) {
      return false;
    }
    return entries.stream()
        .allMatch(
            entry ->
                entry(current, new ObjectKey(entry.namespace(), entry.name()))
                    .filter(
                        old ->
                            Objects.equals(old.section(), entry.section())
                                && Conditions.tellTheSame(
                                    old.conditions(), conditions(entry.conditions())))
                    .isPresent());
  }

  private static List<Condition> conditions(@Nullable List<Condition> conditions) {
    return conditions == null ? List.of() : conditions;
  }

  private static Draft programmed(
      ResourceReport report,
      ResourceReport.PlaneReport plane,
      PlaneView view,
      Optional<GatewayRouteStatus.DataPlaneEntry> before) {
    if (report.suspended()) {
      return SUSPENDED;
    }
    if (plane.section().isEmpty()) {
      return Draft.failing(Conditions.PROGRAMMED, "NotAccepted", "nothing of this route is served");
    }
    String section = plane.section().get();
    boolean known =
        before
            .filter(entry -> section.equals(entry.section()))
            .filter(entry -> Conditions.holds(entry.conditions(), Conditions.PROGRAMMED))
            .isPresent();
    return Evidence.programmed(
        view, new SectionKey(SectionKind.ROUTE, report.resource().key()), section, known);
  }

  /** What a suspended route points at does not matter until it is served again. */
  private static Draft ready(ResourceReport report, List<Draft> drafts) {
    return Readiness.of(
        report.suspended()
            ? drafts.stream()
                .filter(draft -> !draft.type().equals(ConditionType.RESOLVED_REFS.text()))
                .toList()
            : drafts);
  }

  /** The first data plane that does not serve it speaks for all. */
  private static Draft overall(List<Draft> programmed) {
    if (programmed.isEmpty()) {
      return Draft.failing(Conditions.PROGRAMMED, "NotAccepted", "no data plane serves this route");
    }
    return programmed.stream()
        .filter(draft -> !draft.holds())
        .findFirst()
        .orElse(programmed.getFirst());
  }

  private static Optional<GatewayRouteStatus.DataPlaneEntry> entry(
      @Nullable GatewayRouteStatus status, ObjectKey dataPlane) {
    return status == null || status.dataPlanes() == null
        ? Optional.empty()
        : status.dataPlanes().stream()
            .filter(
                entry ->
                    dataPlane.name().equals(entry.name())
                        && dataPlane.namespace().equals(entry.namespace()))
            .findFirst();
  }
}
