package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.GatewayRouteSpec;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** GatewayRoutes: hosts, rules, and what each data plane makes of them. */
public final class RouteResolver {
  private static final int MAX_PRIORITY = 1_000;
  private static final String SUSPENDED =
      "takes away what keeps clients out: meanwhile its requests come to the next rule that takes"
          + " them, if there is one, and to whoever that lets pass";

  private final Surroundings surroundings;
  private final ObjectKey key;
  private final long created;
  private final Diagnostics diagnostics;
  private final TargetResolver targets;
  private final HostResolver hosts;
  private final Set<String> warned = new HashSet<>();

  private RouteResolver(GatewayRoute route, Surroundings surroundings) {
    this.surroundings = surroundings;
    this.key = ObjectKeys.of(route);
    this.created = Creation.of(route);
    this.diagnostics = new Diagnostics(new ResourceRef(ResourceKind.GATEWAY_ROUTE, key));
    this.targets = new TargetResolver(key.namespace(), surroundings, diagnostics);
    this.hosts = new HostResolver(key, created, surroundings, diagnostics);
  }

  public static RouteResolution resolve(GatewayRoute route, Surroundings surroundings) {
    return new RouteResolver(route, surroundings).resolve(route.getSpec());
  }

  private RouteResolution resolve(@Nullable GatewayRouteSpec spec) {
    if (spec == null) {
      diagnostics.error(RouteReason.INVALID_VALUE, "spec", "is missing; describe the route in it");
      return new RouteResolution(diagnostics.found(), List.of(), false);
    }
    Optional<Integer> priority = priority(spec.priority());
    List<HostResolver.Wanted> hostnames = hosts.resolve(spec.hostnames());
    List<RuleResolver.Outcome> rules =
        new RuleResolver(
                key,
                diagnostics,
                targets,
                new RegionResolver(key.namespace(), surroundings, diagnostics),
                new FeedCheck(
                    surroundings::feed,
                    RouteReason.CONFIG_MAP_NOT_FOUND,
                    RouteReason.INVALID_NETWORK_LIST,
                    diagnostics),
                new SchemaCheck(
                    surroundings::schema,
                    RouteReason.CONFIG_MAP_NOT_FOUND,
                    RouteReason.INVALID_SCHEMA,
                    diagnostics))
            .resolve(spec.rules(), spec.policies());
    RedirectLoops loops = new RedirectLoops(key, diagnostics);
    loops.warn(spec.rules(), rules);
    if (spec.rules().isEmpty()) {
      diagnostics.error(RouteReason.INVALID_RULE, "spec.rules", "is empty; give at least one rule");
    }
    boolean suspended =
        Boolean.TRUE.equals(spec.suspend())
            || (!rules.isEmpty()
                && rules.stream().allMatch(RuleResolver.Outcome.Suspended.class::isInstance));
    List<DataPlaneRefResolver.Ref> planes =
        new DataPlaneRefResolver(key.namespace(), surroundings, diagnostics)
            .resolve(spec.dataPlaneRefs());
    planes.stream()
        .filter(ref -> ref.diagnostic().isEmpty() && surroundings.speaksHttps(ref.dataPlane()))
        .findFirst()
        .ifPresent(ref -> loops.warnOfHttps(ref.dataPlane(), spec.rules(), rules));
    List<RouteResolution.Attachment> attachments =
        planes.stream()
            .map(
                ref ->
                    ref.diagnostic().isPresent()
                        ? new RouteResolution.Attachment(
                            ref.dataPlane(), List.of(ref.diagnostic().get()), Optional.empty())
                        : forPlane(ref.dataPlane(), priority, hostnames, rules, suspended))
            .toList();
    return new RouteResolution(diagnostics.found(), attachments, suspended);
  }

  /** Empty when what is written is none. */
  private Optional<Integer> priority(@Nullable Integer written) {
    int priority = Objects.requireNonNullElse(written, 0);
    if (priority < -MAX_PRIORITY || priority > MAX_PRIORITY) {
      diagnostics.error(
          RouteReason.INVALID_PRIORITY,
          "spec.priority",
          priority + " is no priority; give a number from -1000 to 1000");
      return Optional.empty();
    }
    return Optional.of(priority);
  }

  private RouteResolution.Attachment forPlane(
      ObjectKey dataPlane,
      Optional<Integer> priority,
      List<HostResolver.Wanted> hostnames,
      List<RuleResolver.Outcome> outcomes,
      boolean suspended) {
    boolean whole =
        priority.isPresent()
            && !hostnames.isEmpty()
            && outcomes.stream().noneMatch(RuleResolver.Outcome.Broken.class::isInstance);
    Optional<RouteSection> before =
        whole ? Optional.empty() : surroundings.servedBefore(dataPlane, key, created);
    PlaneTerms terms = surroundings.terms(dataPlane);
    PlanePolicies policies = PlanePolicies.read(dataPlane, terms.policies());
    AccessCheck access = new AccessCheck(dataPlane, terms, diagnostics);
    List<ResolvedRule> rules = new ArrayList<>();
    int refused = 0;
    for (RuleResolver.Outcome outcome : outcomes) {
      switch (outcome) {
        case RuleResolver.Outcome.Good(
                ResolvedRule.Written rule,
                List<PolicyLayer> said,
                String field) -> {
          access.warnOfOverrides(policies, said);
          Optional<RoutePolicies> effective =
              access.judge(policies.around(said), rule.filters().filters(), field);
          rules.add(
              effective
                  .map(rule::with)
                  .orElseGet(() -> RuleResolver.closed(key, rule.name(), rule.matches(), field)));
          refused += effective.isPresent() ? 0 : 1;
        }
        case RuleResolver.Outcome.Broken(
                String name,
                var closed,
                boolean unknown,
                List<PolicyLayer> said,
                String field) -> {
          Optional<ResolvedRule.LastGood> kept =
              before
                  .flatMap(section -> ruleNamed(section, name))
                  .filter(rule -> !isClosed(rule))
                  .flatMap(rule -> lastGood(rule, policies, access));
          kept.ifPresent(rules::add);
          if (kept.isEmpty() && unknown && keepsOut(said, policies, terms)) {
            warnOfOpen(
                field + ".matches",
                "are not understood, and the rule is to keep clients out: until they are, its"
                    + " requests may come to a rule that lets everybody pass");
          }
          closed
              .filter(rule -> keepsOut(said, policies, terms))
              .filter(rule -> kept.isEmpty() || leavesOpen(kept.get().rule(), rule))
              .map(rule -> kept.isEmpty() ? rule : rule.named(name + "#closed"))
              .ifPresent(rules::add);
        }
        case RuleResolver.Outcome.Suspended(List<PolicyLayer> said, String field) -> {
          // Out of service at once, and its last good version with it.
          if (keepsOut(said, policies, terms)) {
            warnOfOpen(field + ".suspend", SUSPENDED);
          }
        }
      }
    }
    if (suspended
        && outcomes.stream().noneMatch(RuleResolver.Outcome.Suspended.class::isInstance)
        && outcomes.stream().anyMatch(rule -> keepsOut(rule.policies(), policies, terms))) {
      warnOfOpen("spec.suspend", SUSPENDED);
    }
    LoginRules logins = new LoginRules(terms, policies.ofOverrides(), diagnostics);
    List<ResolvedRule> served = logins.with(rules);
    // Closed so that none of its requests comes to a rule beside it; alone it is not there.
    boolean nothing = rules.size() == refused;
    List<HostResolver.Wanted> wanted =
        hostnames.isEmpty()
            ? HostResolver.wantedBefore(before.map(RouteSection::hostnames).orElse(List.of()))
            : hostnames;
    HostResolver.Allowed allowed = hosts.allowed(dataPlane, wanted);
    return new RouteResolution.Attachment(
        dataPlane,
        Stream.of(allowed.obstacles(), access.obstacles(), logins.obstacles())
            .flatMap(List::stream)
            .toList(),
        suspended || allowed.hostnames().isEmpty() || nothing
            ? Optional.empty()
            : Optional.of(
                new ResolvedRoute(
                    key,
                    created,
                    priority.or(() -> before.map(RouteSection::priority)).orElse(0),
                    allowed.hostnames(),
                    hostnames.isEmpty() || (priority.isEmpty() && before.isPresent()),
                    served)));
  }

  /** Once, however many data planes take the route. */
  private void warnOfOpen(String field, String message) {
    if (warned.add(field)) {
      diagnostics.warning(RouteReason.UNPROTECTED, field, message);
    }
  }

  /** As it was served, but under what the data plane says now: no mistake weakens an override. */
  private Optional<ResolvedRule.LastGood> lastGood(
      RouteRule before, PlanePolicies policies, AccessCheck access) {
    return access
        .judge(
            policies.around(List.of(PolicyLayer.ofRoute(before.policies()))),
            before.filters(),
            "spec")
        .map(effective -> targets.lastGood(before.with(effective)));
  }

  /** Whether anybody is to be kept out of a rule: by itself, its route or the data plane. */
  private static boolean keepsOut(
      List<PolicyLayer> said, PlanePolicies policies, PlaneTerms terms) {
    AccessPolicies access = policies.around(said).access();
    return said.stream().anyMatch(RuleResolver::keepsOut)
        || !access.addresses().lists().isEmpty()
        || !access.authorization().rules().isEmpty()
        || switch (access.authentication()) {
          case Authentication.Unsaid unsaid -> terms.authenticationRequired();
          case Authentication.Public open -> false;
          case Authentication.Closed closed -> true;
          case Authentication.ByProviders asked -> true;
        };
  }

  /**
   * Whether what was served before lets everybody pass, and takes other requests: rules that are
   * named by their position change places.
   */
  private static boolean leavesOpen(RouteRule before, ResolvedRule.Written now) {
    Authentication authentication = before.policies().access().authentication();
    return (authentication instanceof Authentication.Unsaid
            || authentication instanceof Authentication.Public)
        && !before.matches().containsAll(now.matches());
  }

  /** Then there is nothing good about it. */
  private static boolean isClosed(RouteRule before) {
    return before.policies().access().authentication() instanceof Authentication.Closed;
  }

  private static Optional<RouteRule> ruleNamed(RouteSection section, String name) {
    return section.rules().stream().filter(rule -> rule.name().equals(name)).findFirst();
  }
}
