package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.ValueMatch;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of condition, on the wire: which rule answers. */
final class MatchingTest {
  private static final PathMatch EVERY_PATH = new PathMatch.Prefix("/");
  private static final GatewayFixture gateway = GatewayFixture.serving(config());

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Config config() {
    Config config = new Config().clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"));
    route(config, "everything", RouteMatch.of(EVERY_PATH, new MethodMatch.Any()));
    path(config, "glob", new PathMatch.Glob("/api/*/items/**"));
    path(config, "part", new PathMatch.Glob("/static/v*/*.js"));
    path(config, "regex", new PathMatch.Regex("/user/[^/]+/[0-9]{1,3}"));
    path(config, "closed", new PathMatch.Regex("^/admin(/.*)?$"));
    header(config, "gold", "x-plan", new ValueMatch.Exact("gold"));
    header(config, "list", "x-list", new ValueMatch.Exact("a, b"));
    header(config, "version", "accept", new ValueMatch.Regex("application/vnd\\.a\\.v2\\+json.*"));
    header(config, "traced", "x-trace", new ValueMatch.Present());
    query(config, "/q", "first", new FieldMatch("a", new ValueMatch.Exact("1")));
    query(config, "/q", "spaced", new FieldMatch("größe", new ValueMatch.Exact("1 0")));
    query(config, "/q", "flag", new FieldMatch("flag", new ValueMatch.Present()));
    query(config, "/absent", "without", new FieldMatch("token", new ValueMatch.Absent()));
    cookie(config, "beta", new FieldMatch("beta", new ValueMatch.Exact("1")));
    cookie(config, "quoted", new FieldMatch("q", new ValueMatch.Exact("\"x\"")));
    route(
        config,
        "client",
        new RouteMatch(
            EVERY_PATH,
            new MethodMatch.Any(),
            List.of(),
            List.of(),
            List.of(),
            List.of("192.0.2.0/24", "2001:db8::/32")));
    return config;
  }

  private static void path(Config config, String name, PathMatch path) {
    route(config, name, RouteMatch.of(path, new MethodMatch.Any()));
  }

  private static void header(Config config, String name, String header, ValueMatch value) {
    route(
        config,
        name,
        new RouteMatch(
            new PathMatch.Prefix("/h"),
            new MethodMatch.Any(),
            List.of(new FieldMatch(header, value)),
            List.of(),
            List.of(),
            List.of()));
  }

  private static void query(Config config, String path, String name, FieldMatch match) {
    route(
        config,
        name,
        new RouteMatch(
            new PathMatch.Prefix(path),
            new MethodMatch.Any(),
            List.of(),
            List.of(match),
            List.of(),
            List.of()));
  }

  private static void cookie(Config config, String name, FieldMatch match) {
    route(
        config,
        name,
        new RouteMatch(
            new PathMatch.Prefix("/c"),
            new MethodMatch.Any(),
            List.of(),
            List.of(),
            List.of(match),
            List.of()));
  }

  private static void route(Config config, String name, RouteMatch match) {
    RouteRule rule =
        new RouteRule(
            "rule",
            List.of(match),
            List.of(),
            new RouteAction.Respond(200, "text/plain", name),
            RoutePolicies.DEFAULT);
    config.route(
        new RouteSection(Config.key(name), 1, 0, List.of(new HostPattern.Any()), List.of(rule)));
  }

  /** The name of the route that answers. */
  private static String taker(String target, String... fields) {
    Wire.Message answer = gateway.exchange(request("GET", target, fields));
    assertThat(answer.status()).as(target).isEqualTo(200);
    return answer.text();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/7/items, glob",
    "/api/7/items/, glob",
    "/api/7/items/a/b/c, glob",
    "/api//7/./items/%61, glob",
    "/api/items/x, everything",
    "/api/7/8/items, everything",
    "/static/v2/app.js, part",
    "/static/v/.js, part",
    "/static/v2/x/app.js, everything",
    "/static/v2/app.jsx, everything",
    "/user/anna/17, regex",
    "/user/%61nna/17, regex",
    "/user/an%20na/17, regex",
    "/user/anna/1234, everything",
    "/x/user/anna/17, everything",
    "/user/a/b/17, everything",
    "/admin, closed",
    "/admin/x, closed",
    "/x/../admin/%78, closed",
    "//admin, closed",
    "/%61dmin, closed",
    "/administrator, everything",
    "/Admin, everything",
  })
  void patternsSeeTheNormalisedPath(String target, String route) {
    assertThat(taker(target)).isEqualTo(route);
  }

  @Test
  void headersAreComparedWhole() {
    assertThat(taker("/h", "X-Plan: gold")).isEqualTo("gold");
    assertThat(taker("/h", "x-PLAN:gold  ")).isEqualTo("gold");
    assertThat(taker("/h", "X-Plan: Gold")).isEqualTo("everything");
    assertThat(taker("/h", "X-Plan: gold", "X-Plan: gold")).isEqualTo("everything");
    assertThat(taker("/h", "X-List: a", "X-List: b")).isEqualTo("list");
    assertThat(taker("/h", "X-List: a, b")).isEqualTo("list");
    assertThat(taker("/h", "Accept: application/vnd.a.v2+json; q=1")).isEqualTo("version");
    assertThat(taker("/h", "Accept: text/html, application/vnd.a.v2+json")).isEqualTo("everything");
    assertThat(taker("/h", "X-Trace:")).isEqualTo("traced");
  }

  @Test
  void theFirstValueOfAQueryParameterCounts() {
    assertThat(taker("/q?a=1&a=2")).isEqualTo("first");
    assertThat(taker("/q?a=2&a=1")).isEqualTo("everything");
    assertThat(taker("/q?%61=%31")).isEqualTo("first");
    assertThat(taker("/q?b=1&&a=1&")).isEqualTo("first");
    assertThat(taker("/q?A=1")).isEqualTo("everything");
    assertThat(taker("/q?b=a=1")).isEqualTo("everything");
    assertThat(taker("/q?b=1;a=1")).isEqualTo("everything");
    assertThat(taker("/q?gr%C3%B6%c3%9fe=1+0")).isEqualTo("spaced");
    assertThat(taker("/q?gr%C3%B6%c3%9fe=1%200")).isEqualTo("spaced");
    assertThat(taker("/q?flag")).isEqualTo("flag");
    assertThat(taker("/q?flag=")).isEqualTo("flag");
    assertThat(taker("/q?x=" + "y".repeat(7_000) + "&a=1")).isEqualTo("first");
  }

  @Test
  void noSpellingHidesAParameterFromAbsent() {
    assertThat(taker("/absent")).isEqualTo("without");
    for (String query :
        List.of("token", "token=", "a=1&token=x", "%74oken=x", "t%6Fken", "&token")) {
      assertThat(taker("/absent?" + query)).as(query).isEqualTo("everything");
    }
  }

  @Test
  void theFirstValueOfACookieCounts() {
    assertThat(taker("/c", "Cookie: beta=1")).isEqualTo("beta");
    assertThat(taker("/c", "Cookie: a=b; beta=1; beta=2")).isEqualTo("beta");
    assertThat(taker("/c", "Cookie: beta=2; beta=1")).isEqualTo("everything");
    assertThat(taker("/c", "Cookie: a=b", "Cookie: beta=1")).isEqualTo("beta");
    assertThat(taker("/c", "Cookie: xbeta=1; Beta=1")).isEqualTo("everything");
    assertThat(taker("/c", "Cookie: beta=1 2")).isEqualTo("everything");
    assertThat(taker("/c", "Cookie: beta=%31")).isEqualTo("everything");
    assertThat(taker("/c", "Cookie: ;; nonsense;beta=1")).isEqualTo("beta");
    assertThat(taker("/c", "Cookie: q=\"x\"")).isEqualTo("quoted");
  }

  @Test
  void theClientBehindTheTrustedHopCounts() {
    assertThat(taker("/", "X-Forwarded-For: 192.0.2.200")).isEqualTo("client");
    assertThat(taker("/", "X-Forwarded-For: 2001:db8::7")).isEqualTo("client");
    assertThat(taker("/", "X-Forwarded-For: ::ffff:192.0.2.1")).isEqualTo("client");
    assertThat(taker("/", "X-Forwarded-For: 198.51.100.1")).isEqualTo("everything");
    assertThat(taker("/", "X-Forwarded-For: 192.0.2.1, 198.51.100.1")).isEqualTo("everything");
    assertThat(taker("/")).isEqualTo("everything");
  }

  @Test
  void onlyAMissingMethodIsA405() {
    try (GatewayFixture alone = GatewayFixture.serving(reader())) {
      Wire.Message wrongMethod = alone.exchange(request("POST", "/only/x", "X-Key: 1"));
      assertThat(wrongMethod.status()).isEqualTo(405);
      assertThat(wrongMethod.first("Allow")).isEqualTo("GET, HEAD");
      try (Wire head = alone.client()) {
        head.send(request("HEAD", "/only/x", "X-Key: 1"));
        assertThat(head.responseHead().status()).isEqualTo(200);
      }
      assertThat(alone.exchange(request("POST", "/only/x")).status()).isEqualTo(404);
      assertThat(alone.exchange(request("GET", "/only/x")).status()).isEqualTo(404);
      assertThat(alone.exchange(request("GET", "/only/x", "X-Key: 1")).status()).isEqualTo(200);
    }
  }

  private static Config reader() {
    Config config = new Config();
    route(
        config,
        "reader",
        new RouteMatch(
            new PathMatch.Prefix("/only"),
            new MethodMatch.Is("GET"),
            List.of(new FieldMatch("x-key", new ValueMatch.Present())),
            List.of(),
            List.of(),
            List.of()));
    return config;
  }
}
