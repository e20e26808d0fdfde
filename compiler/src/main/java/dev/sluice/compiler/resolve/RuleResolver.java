package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.crds.Policies;
import dev.sluice.crds.Rule;
import dev.sluice.crds.Timeouts;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.Stickiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of one route. */
final class RuleResolver {

  private final ObjectKey route;
  private final Diagnostics diagnostics;
  private final MatchResolver matches;
  private final FilterResolver filters;
  private final FilterCombinations combinations;
  private final TargetResolver targets;
  private final SplitResolver splits;
  private final RegionResolver regions;
  private final FeedCheck feeds;
  private final SchemaCheck schemas;

  RuleResolver(
      ObjectKey route,
      Diagnostics diagnostics,
      TargetResolver targets,
      RegionResolver regions,
      FeedCheck feeds,
      SchemaCheck schemas) {
    this.route = route;
    this.diagnostics = diagnostics;
    this.matches = new MatchResolver(diagnostics);
    this.filters = new FilterResolver(diagnostics, targets);
    this.combinations = new FilterCombinations(diagnostics);
    this.targets = targets;
    this.splits = new SplitResolver(diagnostics);
    this.regions = regions;
    this.feeds = feeds;
    this.schemas = schemas;
  }

  /** A rule as it came out: usable, broken with the name under which it was known, or put away. */
  sealed interface Outcome {
    /** What the route and the rule say, as far as it is understood, the later over the earlier. */
    List<PolicyLayer> policies();

    /** Where it stands. */
    String field();

    /**
     * @param rule under the policies that are built in
     */
    record Good(ResolvedRule.Written rule, List<PolicyLayer> policies, String field)
        implements Outcome {
      public Good {
        policies = List.copyOf(policies);
      }
    }

    /**
     * @param closed the rule for nobody: instead of a last good version, where it was to keep
     *     clients out; empty if nothing of its matches is understood
     * @param unknown whether it may take requests that the closed one does not
     */
    record Broken(
        String name,
        Optional<ResolvedRule.Written> closed,
        boolean unknown,
        List<PolicyLayer> policies,
        String field)
        implements Outcome {
      public Broken {
        policies = List.copyOf(policies);
      }
    }

    /** Not to be served, good or broken. */
    record Suspended(List<PolicyLayer> policies, String field) implements Outcome {
      public Suspended {
        policies = List.copyOf(policies);
      }
    }
  }

  /** In the order of the resource. A rule whose name is taken is broken. */
  List<Outcome> resolve(List<Rule> rules, Policies routePolicies) {
    PolicyLayer routeLayer = layer(routePolicies, "spec");
    List<Outcome> outcomes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      String field = "spec.rules[" + i + "]";
      String name = nameOf(rule, i);
      if (names.add(name)) {
        Outcome outcome = resolve(rule, name, routeLayer, field);
        boolean suspended = Boolean.TRUE.equals(rule.suspend());
        outcomes.add(suspended ? new Outcome.Suspended(outcome.policies(), field) : outcome);
      } else {
        diagnostics.error(
            RouteReason.DUPLICATE_RULE_NAME,
            rule.name() == null ? field : field + ".name",
            PlainText.quote(name)
                + " names an earlier rule already, and this one is not served; give it another"
                + " name");
        if (!Boolean.TRUE.equals(rule.suspend())) {
          outcomes.add(unnamed(rule, name + "#" + i, routeLayer, field));
        }
      }
    }
    return outcomes;
  }

  /** Under a name that no rule can be given, so that it has no earlier version. */
  private Outcome unnamed(Rule rule, String name, PolicyLayer routeLayer, String field) {
    return switch (resolve(rule, name, routeLayer, field)) {
      case Outcome.Good(ResolvedRule.Written written, List<PolicyLayer> policies, String at) ->
          new Outcome.Broken(
              name, Optional.of(closed(route, name, written.matches(), at)), false, policies, at);
      case Outcome.Broken broken -> broken;
      case Outcome.Suspended suspended -> suspended;
    };
  }

  private Outcome resolve(Rule rule, String name, PolicyLayer routeLayer, String field) {
    int errorsBefore = contentErrors();
    List<RouteMatch> resolvedMatches = matches.resolve(rule.matches(), field + ".matches");
    boolean matchesAreGood = contentErrors() == errorsBefore;
    ResolvedFilters resolvedFilters = filters.resolve(rule.filters(), field + ".filters");
    List<ResolvedTarget> resolvedTargets =
        targets.resolve(rule.backendRefs(), field + ".backendRefs");
    Stickiness stickiness = splits.resolve(rule.split(), resolvedTargets, field + ".split");
    Regions byRegion = regions.resolve(rule.geo(), rule.backendRefs(), field);
    PolicyLayer ruleLayer = layer(rule.policies(), field);
    combinations.check(rule, resolvedMatches, field);
    // A broken value of the route breaks the rules that have none of their own in its place.
    boolean inheritsBroken = !ruleLayer.values().keySet().containsAll(routeLayer.broken());
    if (inheritsBroken || contentErrors() > errorsBefore) {
      WidenedMatches taken =
          matchesAreGood
              ? new WidenedMatches(resolvedMatches, true)
              : WidenedMatches.of(rule.matches());
      return new Outcome.Broken(
          name,
          taken.matches().isEmpty()
              ? Optional.empty()
              : Optional.of(closed(route, name, taken.matches(), field)),
          !taken.whole(),
          List.of(routeLayer, ruleLayer),
          field);
    }
    return new Outcome.Good(
        new ResolvedRule.Written(
            name,
            resolvedMatches,
            resolvedFilters,
            resolvedTargets,
            stickiness,
            byRegion,
            RoutePolicies.DEFAULT),
        List.of(routeLayer, ruleLayer),
        field);
  }

  /** Whether a layer wants to keep anybody out, whatever it says. */
  static boolean keepsOut(PolicyLayer layer) {
    return PolicySettings.OF_ACCESS.stream()
        .anyMatch(
            setting ->
                layer.broken().contains(setting)
                    || (layer.values().containsKey(setting)
                        && !layer
                            .get(PolicySettings.AUTH)
                            .filter(Authentication.PUBLIC::equals)
                            .isPresent()));
  }

  /** Takes its requests, so that none comes to a more general rule, and refuses them. */
  static ResolvedRule.Written closed(
      ObjectKey route, String name, List<RouteMatch> matched, String field) {
    return new ResolvedRule.Written(
        name,
        matched,
        new ResolvedFilters(
            List.of(), Optional.of(new RouteAction.Respond(503, "", "")), Optional.empty()),
        List.of(),
        Stickiness.NONE,
        Regions.NONE,
        RoutePolicies.closed(
            new PolicyOrigin("auth", ResourceKind.GATEWAY_ROUTE.text(), route, field + ".auth")));
  }

  /**
   * @param index of the rule in the route
   */
  static String nameOf(Rule rule, int index) {
    return rule.name() == null ? "rule-" + index : rule.name();
  }

  /** References that cannot be followed leave a rule whole: their share is answered with 500. */
  private int contentErrors() {
    return diagnostics.errors(ConditionType.ACCEPTED);
  }

  private PolicyLayer layer(Policies written, String field) {
    warnOfUselessTry(written.timeouts(), field + ".timeouts.backendRequest");
    PolicyLayer layer =
        PolicyLayer.read(
            PolicySettings.valuesOf(written),
            new PolicyLayer.Place(ResourceKind.GATEWAY_ROUTE, route, field),
            kind ->
                switch (kind) {
                  case DURATION -> RouteReason.INVALID_DURATION;
                  case OTHER -> RouteReason.INVALID_POLICY;
                },
            diagnostics);
    feeds.check(layer);
    schemas.check(layer);
    return layer;
  }

  private void warnOfUselessTry(@Nullable Timeouts timeouts, String field) {
    if (timeouts == null || timeouts.request() == null || timeouts.backendRequest() == null) {
      return;
    }
    Optional<Duration> whole = Durations.parse(timeouts.request());
    Optional<Duration> one = Durations.parse(timeouts.backendRequest());
    if (whole.isPresent()
        && one.isPresent()
        && whole.get().isPositive()
        && one.get().compareTo(whole.get()) >= 0) {
      diagnostics.warning(
          RouteReason.INVALID_DURATION,
          field,
          timeouts.backendRequest()
              + " is not less than request, which ends the request first; make it shorter, or"
              + " leave it out");
    }
  }
}
