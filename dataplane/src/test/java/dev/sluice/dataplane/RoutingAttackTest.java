package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RegionSource;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.ValueMatch;
import dev.sluice.snapshot.WeightedTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that want to be another rule's than the one whose conditions they fulfil. */
final class RoutingAttackTest {
  private static final ScriptedBackend one = ScriptedBackend.answering(answer("one"));
  private static final ScriptedBackend two = ScriptedBackend.answering(answer("two"));
  private static final GatewayFixture gateway = GatewayFixture.serving(config());

  @AfterAll
  static void stop() {
    gateway.close();
    one.close();
    two.close();
  }

  private static String answer(String name) {
    return "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + name;
  }

  private static Config config() {
    Config config =
        new Config()
            .clientAddress(
                new ClientAddress.TrustedNetworks(List.of("127.0.0.2/32"), "x-forwarded-for"))
            .backend("one", one.endpoint())
            .backend("two", two.endpoint())
            .respond("rest", "/", 404, "rest");
    field(config, "header", List.of(exact("x-plan", "gold")), List.of(), List.of());
    field(config, "absent", List.of(absent("x-internal")), List.of(), List.of());
    field(config, "query", List.of(), List.of(exact("a", "1")), List.of());
    field(config, "noquery", List.of(), List.of(absent("debug")), List.of());
    field(config, "cookie", List.of(), List.of(), List.of(exact("beta", "1")));
    field(config, "nocookie", List.of(), List.of(), List.of(absent("admin")));
    route(
        config,
        "client",
        new RouteMatch(
            new PathMatch.Prefix("/client"),
            new MethodMatch.Any(),
            List.of(),
            List.of(),
            List.of(),
            List.of("192.0.2.0/24", "10.0.0.0/8")));
    config.route(
        new RouteSection(
            Config.key("tenant"),
            1,
            0,
            List.of(new HostPattern.Exact("tenant.test"), new HostPattern.Wildcard("wild.test")),
            List.of(Config.rule("/", new RouteAction.Respond(200, "text/plain", "tenant")))));
    config.route(
        "sticky",
        Config.rule("/sticky-a", split("variant")),
        Config.rule("/sticky-b", split("other")));
    slow(config);
    config.route("region", Config.rule("/region", regions()));
    RouteRule plain =
        Config.rule("/types", new MethodMatch.Any(), HeaderEdits.NONE, Config.to("one"));
    config.route(
        "types",
        new RouteRule(
            plain.name(),
            plain.matches(),
            plain.filters(),
            plain.action(),
            new RoutePolicies(
                RouteTimeouts.DEFAULT,
                RetryPolicy.DEFAULT,
                Hedge.OF_BACKEND,
                RequestLimits.of(SizeLimit.NONE, List.of("application/json", "image/*")),
                AccessPolicies.OPEN,
                List.of())));
    return config;
  }

  private static FieldMatch exact(String name, String value) {
    return new FieldMatch(name, new ValueMatch.Exact(value));
  }

  private static FieldMatch absent(String name) {
    return new FieldMatch(name, new ValueMatch.Absent());
  }

  private static void field(
      Config config,
      String name,
      List<FieldMatch> headers,
      List<FieldMatch> query,
      List<FieldMatch> cookies) {
    route(
        config,
        name,
        new RouteMatch(
            new PathMatch.Prefix("/" + name),
            new MethodMatch.Any(),
            headers,
            query,
            cookies,
            List.of()));
  }

  private static void route(Config config, String name, RouteMatch match) {
    RouteRule rule = Config.rule("/", new RouteAction.Respond(200, "text/plain", name));
    config.route(
        name, new RouteRule(name, List.of(match), List.of(), rule.action(), rule.policies()));
  }

  private static WeightedTarget target(String name) {
    return new WeightedTarget(new Target.Backend(Config.key(name)), 1);
  }

  private static RouteAction split(String cookie) {
    return new RouteAction.Forward(
        List.of(target("one"), target("two")), new Stickiness.ByCookie(cookie, 3_600));
  }

  private static RouteAction regions() {
    return new RouteAction.Forward(
        List.of(target("one"), target("two")),
        Stickiness.NONE,
        new Regions.ByClient(
            new RegionSource.FromHeader("x-region"),
            List.of(new Regions.Region("eu", List.of(0)), new Regions.Region("us", List.of(1))),
            "us"));
  }

  private static String get(String target, String... fields) {
    return gateway.exchange(request("GET", target, fields)).text();
  }

  @Test
  void aHeaderIsMatchedAsABackendReadsIt() {
    assertThat(get("/header", "X-Plan: gold")).isEqualTo("header");
    assertThat(get("/header", "X-Plan:   gold  ")).as("white space around").isEqualTo("header");
    assertThat(get("/header", "X-Plan: gold\t")).as("tab behind").isEqualTo("header");
    assertThat(get("/header", "x-pLaN: gold")).isEqualTo("header");
    assertThat(get("/header", "X_Plan: gold")).isEqualTo("rest");
    assertThat(get("/header", "X-Plan: gold", "X-Plan: silver")).isEqualTo("rest");
    assertThat(get("/header", "X-Plan: silver", "X-Plan: gold")).isEqualTo("rest");
    assertThat(get("/header", "X-Plan: Gold")).isEqualTo("rest");
    assertThat(get("/header", "X-Plan: \"gold\"")).isEqualTo("rest");
    assertThat(get("/header", "Connection: X-Plan", "X-Plan: gold"))
        .as("a header that no backend gets counts for nothing")
        .isEqualTo("rest");
    assertThat(get("/absent")).isEqualTo("absent");
    assertThat(get("/absent", "X-Internal:")).isEqualTo("rest");
    assertThat(get("/absent", "x-internal: 1")).isEqualTo("rest");
  }

  @ParameterizedTest
  @CsvSource({
    "/query?a=1, query",
    "/query?%61=%31, query",
    "/query?a=1&a=2, query",
    "/query?a=2&a=1, rest",
    "/query?a, rest",
    "/query?A=1, rest",
    "/query?a=1;b=2, rest",
    "/query?b=2;a=1, rest",
    "/query?a=%001, rest",
    "/query?a=1%00, rest",
    "/query?a=%c0%b1, rest",
    "/query?%c1%a1=1, rest",
    "/query?a=%EF%BC%91, rest",
    "/query?&&&a=1, query",
    "/query?=1&a=1, query",
    "/query?a==1, rest",
    "/query?a%3D=1, rest",
    "/query?a%3d1, rest",
    "/query?+a=1, rest",
    "/query?x=%26a=1, rest",
    "/noquery?debug, rest",
    "/noquery?debug=, rest",
    "/noquery?%64ebug, rest",
    "/noquery?x&debug=0, rest",
    "/noquery?debug%00=1, noquery",
    "/noquery, noquery",
  })
  void queriesAreReadAsFormsAre(String target, String rule) {
    assertThat(get(target)).isEqualTo(rule);
  }

  @Test
  void aHugeQueryCostsNoMoreThanItsLength() {
    // With a limit of its own on parameters the listener may refuse it: that is an answer, too.
    assertThat(gateway.get("/query?" + "&".repeat(7_000) + "a=1").status()).isIn(200, 400, 404);
    assertThat(gateway.get("/query?" + "%61&".repeat(900) + "a=1").status()).isIn(200, 400, 404);
  }

  @Test
  void cookiesAreReadAsTheyAreWritten() {
    assertThat(get("/cookie", "Cookie: beta=1")).isEqualTo("cookie");
    assertThat(get("/cookie", "Cookie: x=y; beta=1")).isEqualTo("cookie");
    assertThat(get("/cookie", "Cookie: x=y", "Cookie: beta=1")).isEqualTo("cookie");
    assertThat(get("/cookie", "Cookie: beta=0; beta=1")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: beta=\"1\"")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: Beta=1")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: b%65ta=1")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: beta=%31")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: x=beta=1")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: xbeta=1")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: $Version=1; x=\"a; beta=1\"")).isIn("rest");
    assertThat(get("/cookie", "Cookie: beta=1, x=y")).isEqualTo("rest");
    assertThat(get("/cookie", "Cookie: " + "a=b;".repeat(4_000) + "beta=1")).isEqualTo("cookie");
    assertThat(get("/cookie", "X-Cookie: beta=1")).isEqualTo("rest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"admin=", "admin=1", "admin=\"1\"", "admin=a b", "admin=\\", "admin=\u00e9"})
  void aCookieThatIsThereIsNotAbsentWhateverItsValue(String cookie) {
    assertThat(get("/nocookie")).isEqualTo("nocookie");
    assertThat(get("/nocookie", "Cookie: " + cookie)).isEqualTo("rest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-For: ::ffff:192.0.2.1",
        "X-Real-IP: 10.0.0.1",
        "Forwarded: for=10.0.0.1",
        "True-Client-IP: 10.0.0.1",
        "X_Forwarded_For: 10.0.0.1",
        "Client-IP: 10.0.0.1"
      })
  void anUntrustedPeerDoesNotChooseItsAddress(String field) {
    assertThat(get("/client", field)).isEqualTo("rest");
  }

  @ParameterizedTest
  @CsvSource({
    "tenant.test, tenant",
    "TENANT.test, tenant",
    "tenant.test., tenant",
    "tenant.test:8080, tenant",
    "a.wild.test, tenant",
    "a.b.wild.test, tenant",
    "wild.test, rest",
    "xwild.test, rest",
    "tenant.test.evil.test, rest",
    "eviltenant.test, rest",
  })
  void aHostIsOneHostInEverySpelling(String host, String rule) {
    assertThat(gateway.exchange("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").text())
        .isEqualTo(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenant.test..",
        ".tenant.test",
        "tenant.test:",
        "tenant.test:x",
        "*.wild.test",
        "a..wild.test",
        "tenant.test%2e",
        "\u0442enant.test",
        "tenant.test\u0000",
        "",
        "-a.wild.test"
      })
  void aHostThatIsNoneIsNobodys(String host) {
    Wire.Message answer = gateway.exchange("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void twoHostsAreNobodys() {
    Wire.Message answer =
        gateway.exchange("GET / HTTP/1.1\r\nHost: tenant.test\r\nHost: a.test\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
    answer = gateway.exchange("GET http://tenant.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n");
    assertThat(answer.text()).doesNotContain("rest");
  }

  /** The pattern of one tenant, a long path, and a thread that serves others too. */
  @Test
  void patternsThatTakeLongEndTheRequestAndNotTheThread() {
    long start = System.nanoTime();
    for (String target :
        List.of(
            "/slow/" + "a".repeat(7_900),
            "/slow/x?" + "q".repeat(7_500) + "&" + "%61&".repeat(90),
            "/globs" + "/a".repeat(3_900))) {
      Wire.Message answer = gateway.get(target);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.text()).contains("\"reason\":\"ROUTING_TOO_COSTLY\"");
    }
    // 400 patterns of 50 milliseconds each would be 20 seconds.
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    assertThat(get("/slow/a")).isEqualTo("rest");
    assertThat(get("/globs/a/a")).isEqualTo("rest");
  }

  private static void slow(Config config) {
    List<RouteMatch> matches = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String costly = "/slow/(.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*){20}x" + i;
      matches.add(RouteMatch.of(new PathMatch.Regex(costly), new MethodMatch.Any()));
      matches.add(
          RouteMatch.of(
              new PathMatch.Glob("/globs/**" + "/a".repeat(400) + "/b" + i),
              new MethodMatch.Any()));
      matches.add(
          new RouteMatch(
              new PathMatch.Prefix("/slow"),
              new MethodMatch.Any(),
              List.of(),
              List.of(exact("q" + i, "1")),
              List.of(),
              List.of()));
    }
    RouteRule rule = Config.rule("/", new RouteAction.Respond(200, "text/plain", "slow"));
    config.route("slow", new RouteRule("slow", matches, List.of(), rule.action(), rule.policies()));
  }

  private static String assigned(Wire.Message answer, String name) {
    return answer.all("Set-Cookie").stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1, line.indexOf(';')))
        .findFirst()
        .orElse("");
  }

  @Test
  void aStickyCookieIsNobodysToWrite() {
    String value = assigned(gateway.get("/sticky-a"), "variant");
    String[] parts = value.split("\\.");
    assertThat(parts).hasSize(3);
    String later = Long.toString(Long.parseLong(parts[1], 36) + 1_000_000, 36);
    for (String forged :
        List.of(
            parts[0] + "." + later + "." + parts[2],
            "AAAAAAAA." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1],
            parts[0] + ".-1." + parts[2],
            parts[0] + ".zzzzzzzzzzzzzzzz." + parts[2],
            "..",
            ".",
            "a.b.c.d.e",
            "\u00e9.\u00e9.\u00e9",
            parts[0] + "." + parts[1] + "." + parts[2].toLowerCase(java.util.Locale.ROOT) + "=",
            value + "x",
            "\"" + value + "\"",
            "x".repeat(8_000))) {
      Wire.Message answer =
          gateway.exchange(request("GET", "/sticky-a", "Cookie: variant=" + forged));
      assertThat(answer.status()).as(forged).isEqualTo(200);
      assertThat(assigned(answer, "variant")).as(forged).isNotEmpty();
    }
    Wire.Message kept = gateway.exchange(request("GET", "/sticky-a", "Cookie: variant=" + value));
    assertThat(kept.all("Set-Cookie")).isEmpty();
  }

  @Test
  void aStickyCookieIsGoodForItsNameOnly() {
    String value = assigned(gateway.get("/sticky-a"), "variant");
    Wire.Message other = gateway.exchange(request("GET", "/sticky-b", "Cookie: other=" + value));
    assertThat(assigned(other, "other")).isNotEmpty();
  }

  /** To many backends X_Region is X-Region. */
  @ParameterizedTest
  @ValueSource(strings = {"X-Region: eu", "x-region: eu", "X_Region: eu", "x_REGION: eu"})
  void anUntrustedPeerDoesNotChooseItsRegion(String field) {
    assertThat(get("/region", field)).isEqualTo("two");
    assertThat(two.lastRequest().fields()).noneMatch(line -> line.endsWith(": eu"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type:",
        "Content-Type: text/html",
        "Content-Type: application/jsonx",
        "Content-Type: application/json, text/html",
        "Content-Type: text/html, application/json",
        "Content-Type: image/png, application/x-www-form-urlencoded",
        "Content-Type: image/x text/html",
        "Content-Type: image/png/../text/html",
        "Content-Type: image/*",
        "Content-Type: image/",
        "Content-Type: image",
        "Content-Type: image/\"png\"",
        "Content-Type: ;application/json",
        "Content_Type: application/json",
        "Content-Type: application/json\r\nContent-Type: text/html",
        "Content-Type: application/json\r\nContent-Type: application/json",
      })
  void aBodyOfAnotherTypeDoesNotPass(String field) {
    int before = one.requests().size();
    Wire.Message answer =
        gateway.exchange(
            "POST /types HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n"
                + (field.isEmpty() ? "" : field + "\r\n")
                + "\r\n{}");
    assertThat(answer.status()).as(field).isEqualTo(415);
    assertThat(one.requests()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON ; charset=\"x;y\"",
        "image/png",
        "IMAGE/svg+xml"
      })
  void aBodyOfTheRightTypePasses(String type) {
    assertThat(
            gateway
                .exchange(
                    request("POST", "/types", "Content-Type: " + type, "Content-Length: 2") + "{}")
                .status())
        .isEqualTo(200);
  }
}
