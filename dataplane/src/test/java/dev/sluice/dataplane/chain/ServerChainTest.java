package dev.sluice.dataplane.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.limit.RuleLimits;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.FaultScope;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecurityHeaders;
import dev.sluice.snapshot.SecurityPreset;
import dev.sluice.snapshot.ValuePart;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of handlers is a decision: whoever changes it changes it here too. */
final class ServerChainTest {

  @Test
  void theServerChainIsThisAndInThisOrder() {
    String chain =
        Stream.of(
                ServerChain.IN_FRONT.stream(),
                ServerChain.steps(
                        List.of(), new TrustPolicy.Nobody(), IdentityNames.NONE, BodyPace.DEFAULT)
                    .stream()
                    .map(Step::toString),
                Stream.of(ServerChain.LAST))
            .flatMap(lines -> lines)
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(chain)
        .isEqualTo(
            """
            drain gate: a connection must learn that it ends, whatever becomes of the request
            runtime pin: a request sees one runtime from start to end
            context: all that follows writes into it
            request id: every line of every log can name it
            trace context: a refusal belongs to its trace too
            observers: they see whatever the rest does, refusals and errors included
            error handler: nothing inside can leave a request open
            HTTP version: the rules below are those of HTTP/1
            framing: until the length is certain, nothing else is
            body guard: whoever reads the body from here on, it is read strictly and not for ever
            target length: before anything walks the target
            header fields: before anything walks the headers
            connection header: before headers are removed or written, which it may try to undo
            upgrade: h2c must not leave the checks behind
            client address: spoofed headers go before anything reads them
            method: no route may open TRACE or CONNECT
            expectation: only a final answer may follow
            host: routing reads it
            path: the one normal form, matched and forwarded
            loop: the last moment before the request goes on
            routing: the first decision about a request, once nothing about it is in doubt
            """);
  }

  @Test
  void aRuleHasOnlyTheStepsThatItNeeds() {
    assertThat(steps(HeaderEdits.NONE))
        .containsExactly("direct-response(200, 2 bytes): what the rule is for");
    assertThat(
            steps(
                new HeaderEdits(
                    List.of(new HeaderValue("x-a", List.of(new ValuePart.Text("1")))),
                    List.of(),
                    List.of())))
        .containsExactly(
            "request headers: after every decision that reads the original request",
            "direct-response(200, 2 bytes): what the rule is for");
  }

  @Test
  void theFiltersOfARuleHaveThisOrderHoweverTheyAreWritten() {
    HeaderEdits edits = new HeaderEdits(List.of(), List.of(), List.of("x-a"));
    List<RouteFilter> filters =
        List.of(
            new RouteFilter.Rewrite("", new PathRewrite.Full("/b")),
            new RouteFilter.EditRequestHeaders(edits),
            new RouteFilter.InjectFault(new FaultScope.AllRequests(), List.of()),
            new RouteFilter.EditResponseHeaders(edits),
            new RouteFilter.Deprecate("@0", "", ""));
    String order =
        """
        deprecation: in every answer, errors included, whatever else edits its headers
        response headers: around all that may answer: a fault, a redirect, a backend
        fault: reads the original request, and strikes only who may come this far
        request headers: after every decision that reads the original request
        url rewrite: last, so that all before it reads the host and path that were matched
        direct-response(200, 2 bytes): what the rule is for""";
    assertThat(String.join("\n", steps(filters))).isEqualTo(order);
    assertThat(String.join("\n", steps(filters.reversed()))).isEqualTo(order);
  }

  @Test
  void whoMayPassIsDecidedInThisOrder() {
    AccessPolicies access =
        AccessPolicies.OPEN
            .with(new Cors.On(List.of("*"), List.of("GET"), List.of(), List.of(), false, 5))
            .with(new SecurityHeaders(SecurityPreset.BASIC, new TreeMap<>()))
            .with(
                new AddressAccess(
                    List.of(
                        new AddressAccess.AddressList(
                            List.of(),
                            List.of("192.0.2.0/24"),
                            new PolicyOrigin("ipAccess", "GatewayRoute", ROUTE, "spec.ipAccess")))))
            .with(Authentication.CLOSED);
    assertThat(
            steps(
                List.of(new RouteFilter.Deprecate("@0", "", "")),
                RoutePolicies.DEFAULT.with(access)))
        .containsExactly(
            "security headers: in every answer, whoever makes it",
            "cors: preflights carry no credential, and pages read refusals too",
            "deprecation: in every answer, errors included, whatever else edits its headers",
            "ip access: the cheapest refusal, before any credential is looked at",
            "closed: what would let clients pass cannot be had",
            "admitted: behind the last that may say no to a client",
            "direct-response(200, 2 bytes): what the rule is for");
  }

  private static final ObjectKey ROUTE = new ObjectKey("ns", "route");

  private static List<String> steps(HeaderEdits edits) {
    return steps(edits.isEmpty() ? List.of() : List.of(new RouteFilter.EditRequestHeaders(edits)));
  }

  private static List<String> steps(List<RouteFilter> filters) {
    return steps(filters, RoutePolicies.DEFAULT);
  }

  private static List<String> steps(List<RouteFilter> filters, RoutePolicies policies) {
    RouteRule rule =
        new RouteRule(
            "r",
            List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
            filters,
            new RouteAction.Respond(200, "text/plain", "ok"),
            policies);
    RouteSection route =
        new RouteSection(ROUTE, 1, 0, List.of(new HostPattern.Any()), List.of(rule));
    return RouteChain.build(
            route,
            rule,
            new RoutedRule(ROUTE, rule.name(), RouteMeter.NONE, AccessDecisions.NONE),
            new RouteChain.Parts(
                key -> {
                  throw new AssertionError("no backend is wanted");
                },
                name -> {
                  throw new AssertionError("no provider is wanted");
                },
                RoleGrants.NONE,
                use -> {
                  throw new AssertionError("no feed is wanted");
                },
                key -> {
                  throw new AssertionError("no schema is wanted");
                },
                new Bodies(),
                new Upstreams().pauses(),
                CookieKey.random(),
                any -> RuleLimits.NONE))
        .steps();
  }
}
