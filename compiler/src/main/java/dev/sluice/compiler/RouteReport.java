package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.PlanePart;
import dev.sluice.compiler.CompileCache.RouteInput;
import dev.sluice.compiler.OverlapCompilation.Lost;
import dev.sluice.compiler.diagnostic.Conditions;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.diagnostic.ResourceReport.PlaneReport;
import dev.sluice.compiler.resolve.LoginRules;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.GatewayRouteSpec;
import dev.sluice.crds.Rule;
import dev.sluice.matching.Overlap.Way;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is said of a route, from what it is by itself and what others leave of it. */
final class RouteReport {
  private static final SortedMap<Integer, List<Lost>> NOTHING = new TreeMap<>();

  private RouteReport() {}

  static ResourceReport of(
      ObjectKey key,
      CompileCache.Route route,
      Map<ObjectKey, SortedMap<Integer, List<Lost>>> lost) {
    return of(key, route.input(), route.diagnostics(), route.planes(), route.suspended(), lost);
  }

  /**
   * @param lost by data plane and by position of the rule in the section there
   */
  static ResourceReport of(
      ObjectKey key,
      RouteInput input,
      List<Diagnostic> diagnostics,
      List<PlanePart> parts,
      boolean suspended,
      Map<ObjectKey, SortedMap<Integer, List<Lost>>> lost) {
    ResourceRef ref = new ResourceRef(ResourceKind.GATEWAY_ROUTE, key);
    List<Diagnostic> all = new ArrayList<>(diagnostics);
    List<PlaneReport> planes = new ArrayList<>();
    for (PlanePart plane : parts) {
      Diagnostics overlaps = new Diagnostics(ref);
      OverlapReport report = new OverlapReport(plane.dataPlane(), overlaps);
      lost.getOrDefault(plane.dataPlane(), NOTHING)
          .forEach((rule, losses) -> report(report, input, plane, losses));
      List<Diagnostic> here = new ArrayList<>(plane.diagnostics());
      here.addAll(overlaps.found());
      all.addAll(overlaps.found());
      planes.add(
          new PlaneReport(
              plane.dataPlane(),
              plane.part().map(part -> part.part().encoded().hash()),
              Conditions.of(here, plane.stalled())));
    }
    boolean stalled = parts.stream().anyMatch(PlanePart::stalled);
    return new ResourceReport(
        ref, input.generation(), Conditions.of(all, stalled), planes, all, suspended);
  }

  private static void report(
      OverlapReport report, RouteInput input, PlanePart plane, List<Lost> losses) {
    String name = name(losses.getFirst().loss().loser());
    List<Lost> told =
        losses.stream()
            // Two routes with the same login on one host: it is all one which of them answers.
            .filter(lost -> !LoginRules.isOne(name) || !name.equals(name(lost.loss().taker())))
            .toList();
    // Of a rule that is served in its last good version, what is written now is the trouble.
    if (!told.isEmpty() && !plane.lastGood().contains(name)) {
      report.report(told, field(input.spec(), name));
    }
  }

  private static String name(Way way) {
    return way.route().rules().get(way.ruleIndex()).name();
  }

  private static String field(@Nullable GatewayRouteSpec spec, String name) {
    List<Rule> rules = spec == null ? List.of() : spec.rules();
    for (int i = 0; i < rules.size(); i++) {
      if (name.equals(Objects.requireNonNullElse(rules.get(i).name(), "rule-" + i))) {
        return "spec.rules[" + i + "]";
      }
    }
    return "spec.rules";
  }
}
