package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.Part;
import dev.sluice.compiler.CompileCache.RouteInput;
import dev.sluice.compiler.diagnostic.Conditions;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.diagnostic.ResourceReport.PlaneReport;
import dev.sluice.compiler.resolve.ResolvedRoute;
import dev.sluice.compiler.resolve.ResourceIndex;
import dev.sluice.compiler.resolve.RouteResolution;
import dev.sluice.compiler.resolve.RouteResolution.Attachment;
import dev.sluice.compiler.resolve.RouteResolver;
import dev.sluice.compiler.resolve.Surroundings;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.translate.RouteTranslation;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Routes, one by one. */
final class RouteCompilation {
  private final ResourceIndex index;
  private final Memo<CompileCache.Route> memo;

  RouteCompilation(ResourceIndex index, Memo<CompileCache.Route> memo) {
    this.index = index;
    this.memo = memo;
  }

  CompileCache.Route compile(GatewayRoute route) {
    RouteInput input =
        new RouteInput(
            route.getSpec(), Generation.of(route), route.getMetadata().getCreationTimestamp());
    return memo.get(
        ObjectKeys.of(route),
        earlier ->
            earlier.input().equals(input)
                && Surroundings.wouldAnswerAsBefore(index, earlier.answers()),
        () -> compile(route, input));
  }

  private CompileCache.Route compile(GatewayRoute route, RouteInput input) {
    Surroundings surroundings = new Surroundings(index);
    RouteResolution resolution = RouteResolver.resolve(route, surroundings);
    Map<ObjectKey, Part<RouteSection>> sections = new HashMap<>();
    List<PlaneReport> planes = new ArrayList<>();
    boolean stalled = false;
    for (Attachment attachment : resolution.attachments()) {
      Optional<Part<RouteSection>> part = attachment.route().map(RouteCompilation::part);
      part.ifPresent(section -> sections.put(attachment.dataPlane(), section));
      boolean stalledHere = attachment.route().filter(ResolvedRoute::hasLastGood).isPresent();
      stalled |= stalledHere;
      planes.add(
          new PlaneReport(
              attachment.dataPlane(),
              part.map(section -> section.encoded().hash()),
              Conditions.of(concerning(attachment, resolution), stalledHere)));
    }
    ResourceReport report =
        new ResourceReport(
            new ResourceRef(ResourceKind.GATEWAY_ROUTE, ObjectKeys.of(route)),
            Generation.of(route),
            Conditions.of(resolution.diagnostics(), stalled),
            planes,
            resolution.diagnostics(),
            resolution.suspended());
    return new CompileCache.Route(input, surroundings.given(), report, Map.copyOf(sections));
  }

  private static Part<RouteSection> part(ResolvedRoute route) {
    RouteSection section = RouteTranslation.translate(route);
    return new Part<>(section, SnapshotCodec.encode(section));
  }

  /** What other data planes have against the route does not concern this one. */
  private static List<Diagnostic> concerning(Attachment attachment, RouteResolution resolution) {
    Set<Diagnostic> ofOthers =
        resolution.attachments().stream()
            .filter(other -> !other.dataPlane().equals(attachment.dataPlane()))
            .flatMap(other -> other.obstacles().stream())
            .collect(Collectors.toSet());
    return resolution.diagnostics().stream().filter(found -> !ofOthers.contains(found)).toList();
  }
}
