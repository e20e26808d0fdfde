package dev.sluice.dataplane.chain;

import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.body.BodyTypes;
import dev.sluice.dataplane.body.SchemaValidation;
import dev.sluice.dataplane.body.form.UploadCheck;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.cors.CrossOrigin;
import dev.sluice.dataplane.exchange.Chance;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.handler.BodySizeLimit;
import dev.sluice.dataplane.handler.ContentTypeLimit;
import dev.sluice.dataplane.handler.Deprecation;
import dev.sluice.dataplane.handler.DirectResponse;
import dev.sluice.dataplane.handler.FaultInjection;
import dev.sluice.dataplane.handler.HeaderSizeLimit;
import dev.sluice.dataplane.handler.RequestHeaderEdits;
import dev.sluice.dataplane.handler.RequestRedirect;
import dev.sluice.dataplane.handler.ResponseHeaderEdits;
import dev.sluice.dataplane.handler.UnresolvedBackend;
import dev.sluice.dataplane.handler.UrlRewrite;
import dev.sluice.dataplane.limit.RuleLimits;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.dataplane.security.SecurityHeaderEdits;
import dev.sluice.dataplane.upstream.Mirror;
import dev.sluice.dataplane.upstream.Pauses;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.UpstreamHandler;
import dev.sluice.matching.NetworkSet;
import dev.sluice.schema.CompiledSchema;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OtherBodies;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecurityHeaders;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.UploadRules;
import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What happens to a request that a rule has taken, in this order. Built at swap. */
public final class RouteChain {
  private RouteChain() {}

  /**
   * What chains are made of besides the rule itself.
   *
   * @param upstreams gives the backend of a resolved target
   * @param providers gives the provider of a name
   * @param grants what roles allow
   * @param feeds gives the networks of a feed
   * @param schemas gives the JSON Schema of a ConfigMap's entry
   * @param bodies what all bodies share
   * @param cookieKey signs what clients are to bring back
   * @param limits gives what limits the requests of a rule
   */
  public record Parts(
      Function<ObjectKey, Upstream> upstreams,
      Function<String, Provider> providers,
      RoleGrants grants,
      Function<FeedUse, Optional<NetworkSet>> feeds,
      Function<ObjectKey, Optional<CompiledSchema>> schemas,
      Bodies bodies,
      Pauses pauses,
      CookieKey cookieKey,
      Function<RouteRule, RuleLimits> limits) {}

  public static RuleEntry build(
      RouteSection route, RouteRule rule, RoutedRule routed, Parts parts) {
    RuleLimits limits = parts.limits().apply(rule);
    List<Step> steps = steps(route, rule, parts, limits);
    HttpHandler action = action(rule, parts, limits);
    List<String> names = new ArrayList<>();
    steps.forEach(step -> names.add(step.toString()));
    names.add(action + ": what the rule is for");
    return new RuleEntry(routed, Step.chain(steps, action), List.copyOf(names));
  }

  /** A step that has nothing to do for a rule is not in its chain. */
  private static List<Step> steps(
      RouteSection route, RouteRule rule, Parts parts, RuleLimits limits) {
    List<Step> steps = new ArrayList<>();
    securityHeaders(rule.policies().access().securityHeaders(), steps);
    crossOrigin(rule.policies().access().cors(), steps);
    filter(rule, RouteFilter.Deprecate.class)
        .ifPresent(
            filter ->
                steps.add(
                    new Step(
                        "deprecation",
                        "in every answer, errors included, whatever else edits its headers",
                        next -> new Deprecation(filter, next))));
    filter(rule, RouteFilter.EditResponseHeaders.class)
        .ifPresent(
            filter ->
                steps.add(
                    new Step(
                        "response headers",
                        "around all that may answer: a fault, a redirect, a backend",
                        next -> new ResponseHeaderEdits(filter.edits(), route.route(), next))));
    headers(rule.policies().limits(), steps);
    steps.addAll(AccessSteps.of(rule.policies().access(), parts, limits));
    limits(rule.policies().limits(), steps);
    bodies(rule.policies(), parts, steps);
    filter(rule, RouteFilter.InjectFault.class)
        .ifPresent(
            filter ->
                steps.add(
                    new Step(
                        "fault",
                        "reads the original request, and strikes only who may come this far",
                        next -> new FaultInjection(filter, parts.pauses(), next))));
    filter(rule, RouteFilter.EditRequestHeaders.class)
        .ifPresent(
            filter ->
                steps.add(
                    new Step(
                        "request headers",
                        "after every decision that reads the original request",
                        next -> new RequestHeaderEdits(filter.edits(), route.route(), next))));
    filter(rule, RouteFilter.Rewrite.class)
        .ifPresent(
            filter ->
                steps.add(
                    new Step(
                        "url rewrite",
                        "last, so that all before it reads the host and path that were matched",
                        next -> new UrlRewrite(filter, next))));
    return steps;
  }

  private static void securityHeaders(SecurityHeaders headers, List<Step> steps) {
    if (!headers.values().isEmpty()) {
      steps.add(
          new Step(
              "security headers",
              "in every answer, whoever makes it",
              next -> new SecurityHeaderEdits(headers, next)));
    }
  }

  private static void crossOrigin(Cors cors, List<Step> steps) {
    switch (cors) {
      case Cors.Off off -> {}
      case Cors.On on ->
          steps.add(
              new Step(
                  "cors",
                  "preflights carry no credential, and pages read refusals too",
                  next -> new CrossOrigin(on, next)));
    }
  }

  private static void headers(RequestLimits limits, List<Step> steps) {
    switch (limits.maxHeaders()) {
      case SizeLimit.Unlimited unlimited -> {}
      case SizeLimit.Bytes(long bytes) ->
          steps.add(
              new Step(
                  "header size",
                  "before anybody looks for credentials among them or adds to them",
                  next -> new HeaderSizeLimit(bytes, next)));
    }
  }

  private static void limits(RequestLimits limits, List<Step> steps) {
    if (!limits.contentTypes().isEmpty()) {
      steps.add(
          new Step(
              "content types",
              "known from the head, so before anything of the body",
              next -> new ContentTypeLimit(limits.contentTypes(), next)));
    }
    switch (limits.maxBody()) {
      case SizeLimit.Unlimited unlimited -> {}
      case SizeLimit.Bytes(long bytes) ->
          steps.add(
              new Step(
                  "body size",
                  "before whoever reads the body",
                  next -> new BodySizeLimit(bytes, next)));
    }
  }

  private static void bodies(RoutePolicies policies, Parts parts, List<Step> steps) {
    RequestLimits limits = policies.limits();
    boolean json = limits.schema() instanceof BodySchema.Of;
    if (limits.others() instanceof OtherBodies.Only(List<String> types)) {
      steps.add(
          new Step(
              "body types",
              "no body goes around the rules for bodies",
              next -> new BodyTypes(json, types, next)));
    }
    if (limits.schema() instanceof BodySchema.Of(ObjectKey key)) {
      steps.add(
          new Step(
              "json schema",
              "collects the body, so only of who may come this far",
              next ->
                  new SchemaValidation(
                      key.toString(),
                      parts.schemas().apply(key),
                      limits.maxBody(),
                      policies.timeouts().request(),
                      parts.bodies(),
                      next)));
    }
    if (limits.upload() instanceof UploadRules.Bounded rules) {
      steps.add(
          new Step(
              "upload",
              "before whoever reads the form, which it watches as it goes by",
              next -> new UploadCheck(rules, next)));
    }
  }

  /** What the rule asks of this kind; the order of filters in a rule carries no meaning. */
  private static <F extends RouteFilter> Optional<F> filter(RouteRule rule, Class<F> kind) {
    return rule.filters().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  private static HttpHandler action(RouteRule rule, Parts parts, RuleLimits limits) {
    return switch (rule.action()) {
      case RouteAction.Respond respond -> new DirectResponse(respond);
      case RouteAction.Redirect redirect -> new RequestRedirect(redirect);
      case RouteAction.Forward forward ->
          Splits.build(
              forward,
              parts.cookieKey(),
              parts.upstreams(),
              target -> target(target, rule, parts, limits));
    };
  }

  /** Part of the upstream step, for it copies the body as that streams by. */
  private static Optional<Mirror> mirror(RouteRule rule, Parts parts) {
    return rule.mirror()
        .flatMap(
            mirror ->
                switch (mirror.target()) {
                  case Target.Backend(ObjectKey backend) ->
                      Optional.of(
                          new Mirror(
                              parts.upstreams().apply(backend),
                              Chance.of(mirror.percent()),
                              rule.policies().timeouts()));
                  case Target.Unresolved unresolved -> Optional.empty();
                });
  }

  private static HttpHandler target(Target target, RouteRule rule, Parts parts, RuleLimits limits) {
    return switch (target) {
      case Target.Backend(var backend) ->
          limits.ofBackend(
              backend,
              new UpstreamHandler(
                  parts.upstreams().apply(backend), rule.policies(), mirror(rule, parts)));
      case Target.Unresolved(var backend, var reason) ->
          new UnresolvedBackend(backend + " " + reason);
    };
  }
}
