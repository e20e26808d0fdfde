package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.crds.GatewayRouteStatus;
import dev.sluice.snapshot.ObjectKey;
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
  private static final Draft NOT_SERVED =
      Draft.failing(Conditions.PROGRAMMED, "NotAccepted", "no data plane serves this route");

  private RouteStatuses() {}

  static GatewayRouteStatus of(
      ResourceReport report,
      Function<ObjectKey, PlaneView> planes,
      @Nullable GatewayRouteStatus current,
      Instant now) {
    PlaneEntries entries =
        PlaneEntries.of(
            report,
            SectionKind.ROUTE,
            planes,
            report.suspended() ? Optional.of(SUSPENDED) : Optional.empty(),
            current == null ? null : current.dataPlanes(),
            now);
    List<Draft> drafts = new ArrayList<>(report.conditions().stream().map(Draft::of).toList());
    drafts.add(report.suspended() ? SUSPENDED : entries.overall().orElse(NOT_SERVED));
    drafts.add(ready(report, drafts));
    return new GatewayRouteStatus(
        report.generation(),
        Conditions.of(
            drafts, current == null ? null : current.conditions(), report.generation(), now),
        entries.entries());
  }

  static boolean same(@Nullable GatewayRouteStatus current, GatewayRouteStatus wanted) {
    List<Condition> conditions = wanted.conditions();
    return current != null
        && Objects.equals(current.observedGeneration(), wanted.observedGeneration())
        && Conditions.tellTheSame(current.conditions(), conditions == null ? List.of() : conditions)
        && PlaneEntries.same(current.dataPlanes(), wanted.dataPlanes());
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
}
