package dev.sluice.cli.routes;

import dev.sluice.cli.words.LimitWords;
import dev.sluice.cli.words.MatchWords;
import dev.sluice.cli.words.PlainWords;
import dev.sluice.cli.words.Shares;
import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.ReportedCondition;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.matching.MatchExplanation;
import dev.sluice.matching.RouteCandidate;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rules of a compilation: those that serve in order of precedence, then those that do not. */
public final class RouteRows {
  private static final String SERVED = "Accepted";

  private final Map<ObjectKey, ResourceReport> reports;
  private final Function<ObjectKey, String> places;
  private final List<RouteRow> rows = new ArrayList<>();
  private final Set<ObjectKey> served = new HashSet<>();

  private RouteRows(Compilation compilation, Function<ObjectKey, String> places) {
    this.places = places;
    this.reports =
        compilation.reports().stream()
            .filter(report -> report.resource().kind() == ResourceKind.GATEWAY_ROUTE)
            .collect(Collectors.toMap(report -> report.resource().key(), report -> report));
  }

  /**
   * @param planes whose rules are told
   * @param places where a route stands, or empty
   */
  public static List<RouteRow> of(
      Compilation compilation, List<CompiledPlane> planes, Function<ObjectKey, String> places) {
    RouteRows rows = new RouteRows(compilation, places);
    for (CompiledPlane plane : planes) {
      String name = plane.snapshot().gateway().dataPlane().toString();
      MatchExplanation.candidates(plane.snapshot().routes())
          .forEach(candidate -> rows.add(name, plane.snapshot(), candidate));
    }
    compilation.reports().stream()
        .map(ResourceReport::resource)
        .filter(resource -> resource.kind() == ResourceKind.GATEWAY_ROUTE)
        .map(ResourceRef::key)
        .filter(route -> !rows.served.contains(route))
        .forEach(rows::addUnserved);
    return List.copyOf(rows.rows);
  }

  private void add(String plane, Snapshot snapshot, RouteCandidate candidate) {
    ObjectKey route = candidate.route().route();
    RouteRule rule = candidate.route().rules().get(candidate.ruleIndex());
    served.add(route);
    rows.add(
        new RouteRow(
            plane,
            candidate.host().text(),
            MatchWords.path(candidate.match().path()).strip(),
            MatchWords.method(candidate.match(), ""),
            MatchWords.rest(candidate.host(), candidate.match()),
            route.toString(),
            rule.name(),
            candidate.route().priority(),
            action(route, rule),
            rule.filters().stream().map(PlainWords::text).collect(Collectors.joining("; ")),
            limits(snapshot, candidate.route(), rule),
            state(route, "spec.rules[" + candidate.ruleIndex() + "]"),
            places.apply(route)));
  }

  private void addUnserved(ObjectKey route) {
    rows.add(
        new RouteRow(
            "",
            "",
            "",
            "",
            "",
            route.toString(),
            "",
            0,
            "",
            "",
            "",
            state(route, "spec"),
            places.apply(route)));
  }

  private static String limits(Snapshot snapshot, RouteSection route, RouteRule rule) {
    return snapshot.limits().stream()
        .filter(policy -> LimitWords.isAttached(policy, route, rule))
        .flatMap(
            policy ->
                policy.limits().stream()
                    .map(
                        limit ->
                            policy.policy()
                                + "/"
                                + limit.name()
                                + " "
                                + LimitWords.usual(limit.allowance())))
        .collect(Collectors.joining("; "));
  }

  private static String action(ObjectKey route, RouteRule rule) {
    return rule.action() instanceof RouteAction.Forward forward
        ? Shares.of(route, forward.targets()).stream()
            .map(share -> Shares.percentText(share.percent()) + " " + share.name())
            .collect(Collectors.joining(", "))
        : PlainWords.text(rule.action());
  }

  /** Why not, or what was found about the field; of what concerns the whole route, that too. */
  private String state(ObjectKey route, String field) {
    ResourceReport report = reports.get(route);
    if (report == null) {
      return SERVED;
    }
    if (report.suspended()) {
      return "Suspended";
    }
    String found =
        report.diagnostics().stream()
            .filter(diagnostic -> concerns(diagnostic, field))
            .map(diagnostic -> diagnostic.reason().word())
            .distinct()
            .collect(Collectors.joining(","));
    if (!found.isEmpty()) {
      return found;
    }
    // What is wrong with other rules of the route is no matter of this one.
    return field.equals("spec")
        ? report.conditions().stream()
            .filter(condition -> !condition.reason().equals(SERVED))
            .map(ReportedCondition::reason)
            .findFirst()
            .orElse(SERVED)
        : SERVED;
  }

  private static boolean concerns(Diagnostic diagnostic, String field) {
    return diagnostic.field().startsWith(field) || !diagnostic.field().startsWith("spec.rules[");
  }
}
