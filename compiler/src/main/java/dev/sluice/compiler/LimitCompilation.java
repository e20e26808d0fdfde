package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.LimitInput;
import dev.sluice.compiler.CompileCache.Part;
import dev.sluice.compiler.CompileCache.PolicyOfPlane;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resolve.LimitTargets;
import dev.sluice.compiler.resolve.LimitTargets.Target;
import dev.sluice.compiler.resolve.RateLimitResolver;
import dev.sluice.compiler.resolve.ResolvedLimits;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.translate.LimitTranslation;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.RateLimitPolicySpec;
import dev.sluice.crds.RateLimitPolicySpec.TargetRef;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Policies of limits, one by one, and where each of them counts. Asked after routes and backends
 * are compiled, and changes neither.
 */
final class LimitCompilation {
  private final CompileCache cache;
  private final Map<ObjectKey, CompileCache.Route> routes;
  private final List<LimitReport> policies = new ArrayList<>();

  /**
   * @param routes as they were compiled
   */
  LimitCompilation(
      ResourceSet resources,
      Map<ObjectKey, CompileCache.Route> routes,
      LastGood lastGood,
      CompileCache cache) {
    this.cache = cache;
    this.routes = routes;
    LimitTargets targets = new LimitTargets(resources);
    for (RateLimitPolicy policy : resources.limits()) {
      policies.add(judge(policy, targets, lastGood));
    }
  }

  private LimitReport judge(RateLimitPolicy policy, LimitTargets targets, LastGood lastGood) {
    ObjectKey key = ObjectKeys.of(policy);
    RateLimitPolicySpec spec = policy.getSpec();
    LimitInput input = new LimitInput(spec);
    RateLimitResolver.Resolution resolution =
        cache
            .limits
            .get(
                key,
                earlier -> earlier.input().equals(input),
                () -> new CompileCache.Limits(input, RateLimitResolver.resolve(key, spec)))
            .resolution();
    Diagnostics found = new Diagnostics(new ResourceRef(ResourceKind.RATE_LIMIT_POLICY, key));
    List<TargetRef> refs = spec == null ? List.of() : spec.targetRefs();
    List<Target> attached = targets.resolve(key.namespace(), refs, found);
    ResolvedLimits served =
        resolution.whole()
            ? resolution.limits()
            : lastGood.limits(key).map(ResolvedLimits::of).orElse(resolution.limits());
    return new LimitReport(policy, resolution, served, attached, found.found());
  }

  /**
   * Those that count at a data plane; sorted.
   *
   * @param backends that it sends requests to
   */
  List<Part<RateLimitSection>> at(
      ObjectKey dataPlane, GatewaySection gateway, Set<ObjectKey> backends) {
    List<Part<RateLimitSection>> sections = new ArrayList<>();
    for (LimitReport policy : policies) {
      List<Target> here = new ArrayList<>();
      for (Target target : policy.targets()) {
        Optional<RouteSection> route = route(target, dataPlane);
        boolean served =
            switch (target.target()) {
              case LimitTarget.Plane plane -> target.key().equals(dataPlane);
              case LimitTarget.Backend backend -> backends.contains(target.key());
              case LimitTarget.Route whole -> route.isPresent();
              case LimitTarget.Rule rule ->
                  route
                      .filter(
                          section ->
                              section.rules().stream()
                                  .anyMatch(each -> target.isAbout(each.name())))
                      .isPresent();
            };
        if (served) {
          here.add(target);
          boolean asked =
              !(target.target() instanceof LimitTarget.Backend)
                  || isChosen(target.key(), dataPlane);
          policy.serves(target, gateway, route, asked);
        }
      }
      if (!here.isEmpty()) {
        Optional<Part<RateLimitSection>> part =
            policy.served().limits().isEmpty()
                ? Optional.empty()
                : Optional.of(encode(dataPlane, policy.served(), here));
        part.ifPresent(sections::add);
        policy.at(dataPlane, gateway, part);
      }
    }
    sections.sort(Comparator.comparing(part -> part.section().policy()));
    return sections;
  }

  private Part<RateLimitSection> encode(
      ObjectKey dataPlane, ResolvedLimits limits, List<Target> targets) {
    RateLimitSection section =
        LimitTranslation.translate(limits, targets.stream().map(Target::target).toList());
    return cache.limitSections.get(
        new PolicyOfPlane(dataPlane, limits.policy()),
        earlier -> earlier.section().equals(section),
        () -> new Part<>(section, SnapshotCodec.encode(section)));
  }

  /** Whether a rule sends requests to a backend, by its own choice. */
  private boolean isChosen(ObjectKey backend, ObjectKey dataPlane) {
    return routes.values().stream()
        .flatMap(route -> route(route, dataPlane).stream())
        .flatMap(section -> section.rules().stream())
        .map(RouteRule::action)
        .filter(RouteAction.Forward.class::isInstance)
        .flatMap(action -> ((RouteAction.Forward) action).targets().stream())
        .anyMatch(
            weighted -> weighted.target().equals(new dev.sluice.snapshot.Target.Backend(backend)));
  }

  private Optional<RouteSection> route(Target target, ObjectKey dataPlane) {
    CompileCache.Route route = routes.get(target.key());
    boolean isRoute =
        target.target() instanceof LimitTarget.Route || target.target() instanceof LimitTarget.Rule;
    return route == null || !isRoute ? Optional.empty() : route(route, dataPlane);
  }

  private static Optional<RouteSection> route(CompileCache.Route route, ObjectKey dataPlane) {
    return route.planes().stream()
        .filter(plane -> plane.dataPlane().equals(dataPlane))
        .flatMap(plane -> plane.part().stream())
        .map(part -> part.part().section())
        .findFirst();
  }

  /** After all data planes were asked for. */
  List<ResourceReport> reports() {
    return policies.stream().map(LimitReport::report).toList();
  }
}
