package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.Part;
import dev.sluice.compiler.diagnostic.Conditions;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.diagnostic.ResourceReport.PlaneReport;
import dev.sluice.compiler.resolve.LimitIdentity;
import dev.sluice.compiler.resolve.LimitTargets.Target;
import dev.sluice.compiler.resolve.RateLimitResolver;
import dev.sluice.compiler.resolve.ResolvedLimits;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SharedStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is said of one policy, from what it is by itself and what data planes make of it. */
final class LimitReport {
  private final RateLimitPolicy policy;
  private final ResourceRef ref;
  private final RateLimitResolver.Resolution resolution;
  private final ResolvedLimits served;
  private final List<Target> targets;
  private final List<Diagnostic> found;
  private final Set<Target> counted = new HashSet<>();

  private final Set<Target> chosen = new HashSet<>();

  /** Targets where nobody is known; the first speaks for all. */
  private final SortedSet<String> anonymous = new TreeSet<>();

  /** Likewise where clients are known, but by no API key. */
  private final SortedSet<String> keyless = new TreeSet<>();

  private final SortedMap<ObjectKey, AtPlane> planes = new TreeMap<>();

  private record AtPlane(Optional<String> section, List<Diagnostic> obstacles) {}

  /**
   * @param targets that exist
   * @param ofTargets what is wrong with those that are written
   */
  LimitReport(
      RateLimitPolicy policy,
      RateLimitResolver.Resolution resolution,
      ResolvedLimits served,
      List<Target> targets,
      List<Diagnostic> ofTargets) {
    this.policy = policy;
    this.ref = new ResourceRef(ResourceKind.RATE_LIMIT_POLICY, ObjectKeys.of(policy));
    this.resolution = resolution;
    this.served = served;
    this.targets = targets;
    this.found = new ArrayList<>(resolution.diagnostics());
    found.addAll(ofTargets);
  }

  ResolvedLimits served() {
    return served;
  }

  List<Target> targets() {
    return targets;
  }

  /**
   * A data plane serves this target.
   *
   * @param route if it is one
   * @param asked whether requests ask its limits there: not those of a backend that only stands in
   *     for others, or gets copies
   */
  void serves(Target target, GatewaySection gateway, Optional<RouteSection> route, boolean asked) {
    counted.add(target);
    if (asked) {
      chosen.add(target);
    }
    boolean known =
        route
            .map(section -> LimitIdentity.isKnown(rules(section, target)))
            .orElseGet(() -> LimitIdentity.isKnown(gateway));
    boolean keys =
        route
            .map(section -> LimitIdentity.takesKeys(rules(section, target), gateway))
            .orElseGet(() -> LimitIdentity.takesKeys(gateway));
    if (!known) {
      anonymous.add(target.toString());
    } else if (!keys) {
      keyless.add(target.toString());
    }
  }

  private static List<RouteRule> rules(RouteSection route, Target target) {
    return route.rules().stream().filter(rule -> target.isAbout(rule.name())).toList();
  }

  /**
   * What a data plane makes of the policy.
   *
   * @param section empty if nothing of it can be served
   */
  void at(ObjectKey dataPlane, GatewaySection gateway, Optional<Part<RateLimitSection>> section) {
    Diagnostics obstacles = new Diagnostics(ref);
    if (section.isPresent() && !(gateway.store() instanceof SharedStore.Redis)) {
      sayThatRedisIsMissing(dataPlane, gateway, obstacles);
    }
    planes.put(
        dataPlane, new AtPlane(section.map(part -> part.encoded().hash()), obstacles.found()));
  }

  private void sayThatRedisIsMissing(
      ObjectKey dataPlane, GatewaySection gateway, Diagnostics obstacles) {
    for (int i = 0; i < served.limits().size(); i++) {
      RateLimit limit = served.limits().get(i);
      if (limit.store() instanceof CounterStore.Shared(boolean lease, RateLimit.OnFailure then)) {
        String why =
            gateway.store() instanceof SharedStore.Unavailable
                ? "has a spec.redis that cannot be used"
                : "has no spec.redis";
        obstacles.error(
            LimitReason.REDIS_NOT_FOUND,
            "spec.limits[" + i + "].store",
            "is Redis, and DataPlane "
                + dataPlane
                + " "
                + why
                + ", so that there the limit "
                + limit.name()
                + " "
                + meanwhile(then)
                + "; give the DataPlane a Redis, or write another store");
      }
    }
  }

  private static String meanwhile(RateLimit.OnFailure then) {
    return switch (then) {
      case OPEN -> "lets everybody pass (onStoreFailure: Open)";
      case CLOSED -> "lets nobody pass (onStoreFailure: Closed)";
      case LOCAL_FALLBACK -> "is counted in each replica by itself (onStoreFailure: LocalFallback)";
    };
  }

  ResourceReport report() {
    Diagnostics more = new Diagnostics(ref);
    for (Target target : targets) {
      if (!counted.contains(target)) {
        more.warning(
            LimitReason.NOT_REFERENCED,
            target.field(),
            "no data plane serves "
                + target
                + " now, so that nothing is limited there; its status"
                + " says why");
      } else if (!chosen.contains(target)) {
        more.warning(
            LimitReason.NOT_REFERENCED,
            target.field(),
            "requests come to "
                + target
                + " only in place of another backend or as copies (failover, fallback, mirror), and"
                + " these count where the route sent them; limit the backend that routes name, or"
                + " the route");
      }
    }
    if (resolution.whole() && !anonymous.isEmpty()) {
      new LimitIdentity(more).warn(served.limits(), anonymous.first());
    }
    if (resolution.whole() && !keyless.isEmpty()) {
      new LimitIdentity(more).warnOfKeys(served.limits(), keyless.first());
    }
    boolean stalled = !resolution.whole() && !served.equals(resolution.limits());
    List<Diagnostic> common = new ArrayList<>(found);
    common.addAll(more.found());
    List<Diagnostic> all = new ArrayList<>(common);
    List<PlaneReport> reports = new ArrayList<>();
    for (Map.Entry<ObjectKey, AtPlane> plane : planes.entrySet()) {
      List<Diagnostic> here = new ArrayList<>(common);
      here.addAll(plane.getValue().obstacles());
      all.addAll(plane.getValue().obstacles());
      reports.add(
          new PlaneReport(
              plane.getKey(), plane.getValue().section(), Conditions.of(here, stalled)));
    }
    return new ResourceReport(
        ref, Generation.of(policy), Conditions.of(all, stalled), reports, all);
  }
}
