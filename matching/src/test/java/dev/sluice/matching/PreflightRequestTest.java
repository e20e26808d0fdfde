package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.ValueMatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PreflightRequestTest {
  private static final Cors CORS =
      new Cors.On(List.of("*"), List.of("*"), List.of("*"), List.of(), false, 5);

  private static RouteRule rule(String name, Cors cors, String method, RouteMatch match) {
    return new RouteRule(
        name,
        List.of(
            new RouteMatch(
                match.path(),
                method.isEmpty() ? new MethodMatch.Any() : new MethodMatch.Is(method),
                match.headers(),
                match.queryParams(),
                match.cookies(),
                match.clientCidrs())),
        List.of(),
        new RouteAction.Respond(200, "", ""),
        RoutePolicies.DEFAULT.with(AccessPolicies.OPEN.with(cors)));
  }

  private static String taken(List<RouteRule> rules, String... headers) {
    RouteSection route =
        new RouteSection(new ObjectKey("ns", "r"), 1, 0, List.of(new HostPattern.Any()), rules);
    Map<String, List<String>> fields = new HashMap<>();
    for (String header : headers) {
      fields.put(header.split(": ", 2)[0], List.of(header.split(": ", 2)[1]));
    }
    DescribedRequest request =
        new DescribedRequest("OPTIONS", "a.test", "/x", "", fields, Optional.empty());
    RouteMatching found = RouteTable.of(List.of(route)).match(request);
    assertThat(MatchExplanation.of(List.of(route), request).outcome()).isEqualTo(found);
    return switch (found) {
      case RouteMatching.Matched matched -> matched.rule().name();
      case RouteMatching.MethodNotAllowed(var allow) -> "405 " + allow;
      case RouteMatching.NotFound notFound -> "404";
    };
  }

  private static final RouteMatch EVERYTHING =
      RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any());

  @Test
  void theRuleOfTheAnnouncedMethodTakesAPreflight() {
    List<RouteRule> rules =
        List.of(
            rule("get", CORS, "GET", EVERYTHING),
            rule("put", CORS, "PUT", EVERYTHING),
            rule("options", Cors.OFF, "OPTIONS", EVERYTHING));
    assertThat(taken(rules, "origin: a", "access-control-request-method: PUT")).isEqualTo("put");
    assertThat(taken(rules, "origin: a", "access-control-request-method: GET")).isEqualTo("get");
    assertThat(taken(rules, "origin: a", "access-control-request-method: get"))
        .isEqualTo("options");
    assertThat(taken(rules, "access-control-request-method: PUT")).isEqualTo("options");
    assertThat(taken(rules, "origin: a")).isEqualTo("options");
  }

  @Test
  void aRuleWithoutThePolicyTakesNoneForAnother() {
    List<RouteRule> rules = List.of(rule("get", Cors.OFF, "GET", EVERYTHING));
    assertThat(taken(rules, "origin: a", "access-control-request-method: GET"))
        .isEqualTo("405 [GET, HEAD]");
  }

  @Test
  void announcedHeadersAreThereWithoutAValue() {
    RouteMatch present =
        new RouteMatch(
            EVERYTHING.path(),
            EVERYTHING.method(),
            List.of(new FieldMatch("x-plan", new ValueMatch.Present())),
            List.of(),
            List.of(),
            List.of());
    RouteMatch exact =
        new RouteMatch(
            EVERYTHING.path(),
            EVERYTHING.method(),
            List.of(new FieldMatch("x-plan", new ValueMatch.Exact("gold"))),
            List.of(),
            List.of(),
            List.of());
    List<RouteRule> rules =
        List.of(
            rule("gold", CORS, "", exact),
            rule("planned", CORS, "", present),
            rule("rest", CORS, "", EVERYTHING));
    String method = "access-control-request-method: GET";
    assertThat(taken(rules, "origin: a", method)).isEqualTo("rest");
    assertThat(taken(rules, "origin: a", method, "access-control-request-headers: a, X-Plan"))
        .isEqualTo("planned");
    assertThat(taken(rules, "origin: a", method, "access-control-request-headers: x-planet"))
        .isEqualTo("rest");
  }
}
