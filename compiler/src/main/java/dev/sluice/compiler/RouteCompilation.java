package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.Part;
import dev.sluice.compiler.CompileCache.PlanePart;
import dev.sluice.compiler.CompileCache.RouteInput;
import dev.sluice.compiler.CompileCache.RoutePart;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.resolve.ResolvedRoute;
import dev.sluice.compiler.resolve.ResolvedRule;
import dev.sluice.compiler.resolve.ResourceIndex;
import dev.sluice.compiler.resolve.RouteResolution;
import dev.sluice.compiler.resolve.RouteResolution.Attachment;
import dev.sluice.compiler.resolve.RouteResolver;
import dev.sluice.compiler.resolve.Surroundings;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.translate.RouteTranslation;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Routes, one by one. */
final class RouteCompilation {
  private final ResourceIndex index;
  private final Memo<ObjectKey, CompileCache.Route> memo;

  RouteCompilation(ResourceIndex index, Memo<ObjectKey, CompileCache.Route> memo) {
    this.index = index;
    this.memo = memo;
  }

  CompileCache.Route compile(ObjectKey key, GatewayRoute route) {
    RouteInput input =
        new RouteInput(
            route.getSpec(), Generation.of(route), route.getMetadata().getCreationTimestamp());
    return memo.get(
        key,
        earlier ->
            earlier.input().equals(input)
                && Surroundings.wouldAnswerAsBefore(index, earlier.answers()),
        () -> compile(route, input));
  }

  private CompileCache.Route compile(GatewayRoute route, RouteInput input) {
    Surroundings surroundings = new Surroundings(index);
    RouteResolution resolution = RouteResolver.resolve(route, surroundings);
    List<PlanePart> planes =
        resolution.attachments().stream().map(it -> planePart(it, resolution)).toList();
    return new CompileCache.Route(
        input,
        surroundings.given(),
        resolution.diagnostics(),
        planes,
        resolution.suspended(),
        RouteReport.of(
            ObjectKeys.of(route),
            input,
            resolution.diagnostics(),
            planes,
            resolution.suspended(),
            Map.of()));
  }

  private static PlanePart planePart(Attachment attachment, RouteResolution resolution) {
    return new PlanePart(
        attachment.dataPlane(),
        attachment.route().map(RouteCompilation::part),
        concerning(attachment, resolution),
        attachment.route().filter(ResolvedRoute::hasLastGood).isPresent(),
        attachment.route().map(RouteCompilation::lastGood).orElse(Set.of()));
  }

  private static Set<String> lastGood(ResolvedRoute route) {
    Set<String> names = new HashSet<>();
    for (ResolvedRule rule : route.rules()) {
      if (rule instanceof ResolvedRule.LastGood before) {
        names.add(before.rule().name());
      }
    }
    return Set.copyOf(names);
  }

  private static RoutePart part(ResolvedRoute route) {
    RouteSection section = RouteTranslation.translate(route);
    return new RoutePart(
        new Part<>(section, SnapshotCodec.encode(section)),
        UsedBackends.of(section),
        feeds(section),
        schemas(section));
  }

  private static Set<ObjectKey> schemas(RouteSection section) {
    return section.rules().stream()
        .flatMap(
            rule ->
                rule.policies().limits().schema() instanceof BodySchema.Of(ObjectKey schema)
                    ? Stream.of(schema)
                    : Stream.empty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<ObjectKey> feeds(RouteSection section) {
    return section.rules().stream()
        .flatMap(rule -> rule.policies().access().addresses().lists().stream())
        .flatMap(list -> list.feeds().stream())
        .map(FeedUse::feed)
        .collect(Collectors.toUnmodifiableSet());
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
