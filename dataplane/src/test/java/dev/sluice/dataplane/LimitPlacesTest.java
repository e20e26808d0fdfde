package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.bearer;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.headAtOnce;
import static dev.sluice.dataplane.LimitedFixture.keys;
import static dev.sluice.dataplane.LimitedFixture.secret;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static dev.sluice.dataplane.LimitedFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where requests are counted: HR8, HR15 and HR16 of the hardening list, and what is near them. */
final class LimitPlacesTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static Config known() {
    return new Config()
        .identities(new IdentityRules(List.of(keys()), new TreeMap<>()))
        .secret(secret("one", "canary-7f3a-0123456789", "acme", "gold"));
  }

  @Test
  void whoGuessesKeysIsLimitedBeforeTheyAreLookedAt() {
    Config config =
        known()
            .route(
                "r",
                asking(rule("/", new RouteAction.Respond(200, "text/plain", "ok")), "partners"))
            .limit(LimitConfig.of("p", route("r")).with(limit("ip", 4, client())).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      List<String> guesses = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        guesses.add(get("/", "X-API-Key: canary-7f3a-012345678" + i));
      }
      assertThat(statuses(gateway, guesses)).containsExactly(401, 401, 401, 401, 429, 429);
      // The right one is not looked at either any more, and nobody learns that it was.
      Wire.Message right = gateway.exchange(get("/", "X-API-Key: canary-7f3a-0123456789"));
      assertThat(right.status()).isEqualTo(429);
      assertThat(right.head()).doesNotContain("WWW-Authenticate");
    }
  }

  @Test
  void refusalsOfCredentialsTellOfTheLimitToo() {
    Config config =
        known()
            .route(
                "r",
                asking(rule("/", new RouteAction.Respond(200, "text/plain", "ok")), "partners"))
            .limit(LimitConfig.of("p", route("r")).with(limit("ip", 4, client())).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      Wire.Message refused = gateway.get("/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.head())
          .contains("WWW-Authenticate: ", "X-RateLimit-Remaining: 3\r\n", "RateLimit: \"ip\";r=3;");
    }
  }

  @Test
  void whoIsRefusedUsesNothingUpOfAnothersLimit() {
    Config config =
        JwtConfig.of(new Config().backend("b"), JwtConfig.of(TestIssuer.ED))
            .limit(
                LimitConfig.of("p", route("r"))
                    .with(limit("user", 2, new LimitKeyPart.User()))
                    .section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      String alice = token("alice", "");
      String broken = alice.substring(0, alice.length() - 4) + "AAAA";
      assertThat(
              statuses(
                  gateway,
                  get("/", bearer(broken)),
                  get("/", bearer(broken)),
                  get("/", bearer(broken)),
                  get("/", bearer(alice)),
                  get("/", bearer(alice)),
                  get("/", bearer(alice))))
          .containsExactly(401, 401, 401, 503, 503, 429);
    }
  }

  @Test
  void bothStepsTellInOneList() {
    Config config =
        known()
            .route(
                "r",
                asking(rule("/", new RouteAction.Respond(200, "text/plain", "ok")), "partners"))
            .limit(
                LimitConfig.of("p", route("r"))
                    .with(limit("user", 2, new LimitKeyPart.User()), limit("ip", 9, client()))
                    .section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      String request = get("/", "X-API-Key: canary-7f3a-0123456789");
      Wire.Message answer = gateway.exchange(request);
      assertThat(headAtOnce(answer))
          .contains("RateLimit-Policy: \"ip\";q=9;w=3600, \"user\";q=2;w=3600\r\n")
          .contains("X-RateLimit-Limit: 2\r\n", "X-RateLimit-Remaining: 1\r\n");
      gateway.exchange(request);
      assertThat(headAtOnce(gateway.exchange(request)))
          .contains("RateLimit: \"ip\";r=7;t=3600, \"user\";r=0;t=3600\r\n")
          .contains("Retry-After: 3600\r\n");
    }
  }

  /** However often a backend is asked for it, it is one request. */
  @Test
  void retriesAndCopiesAreNotRequests() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    try (ScriptedBackend failing =
            ScriptedBackend.start(
                wire -> {
                  for (var asked = wire.request(); asked != null; asked = wire.request()) {
                    self[0].record(asked);
                    wire.send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        ScriptedBackend copies = ScriptedBackend.answering(OK)) {
      self[0] = failing;
      RouteRule plain =
          rule("/", to("b"), new RouteFilter.Mirror(new Target.Backend(key("copies")), 100));
      RouteRule retrying =
          new RouteRule(
              plain.name(),
              plain.matches(),
              plain.filters(),
              plain.action(),
              new RoutePolicies(
                  plain.policies().timeouts(),
                  new RetryPolicy(
                      3,
                      List.of(RetryCondition.STATUS),
                      List.of(503),
                      List.of("GET"),
                      1,
                      1,
                      1_000,
                      64 << 10),
                  plain.policies().hedge(),
                  plain.policies().limits(),
                  plain.policies().access(),
                  List.of()));
      Config config =
          new Config()
              .backend("b", failing.endpoint())
              .backend("copies", copies.endpoint())
              .route("r", retrying)
              .limit(
                  LimitConfig.of("p", new LimitTarget.Backend(key("b")))
                      .with(limit("b", 9))
                      .section(),
                  LimitConfig.of("q", new LimitTarget.Backend(key("copies")))
                      .with(limit("copies", 1))
                      .section(),
                  LimitConfig.of("s", new LimitTarget.Plane()).with(limit("all", 9)).section());
      try (GatewayFixture gateway = GatewayFixture.serving(config)) {
        gateway.get("/");
        gateway.get("/");
        assertThat(gateway.get("/").head()).contains("\"all\";r=6", "\"b\";r=6");
        assertThat(failing.requests()).hasSizeGreaterThan(6);
      }
    }
  }

  @Test
  void aBackendsLimitHoldsWhicheverRouteSendsToItAndForNoOther() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK)) {
      Config config =
          new Config()
              .backend("b", backend.endpoint())
              .backend("c", backend.endpoint())
              .forward("one", "/one", "b")
              .forward("two", "/two", "b")
              .forward("three", "/three", "c")
              .limit(
                  LimitConfig.of("p", new LimitTarget.Backend(key("b")))
                      .with(limit("all", 2))
                      .section());
      try (GatewayFixture gateway = GatewayFixture.serving(config)) {
        assertThat(
                statuses(
                    gateway, get("/one"), get("/two"), get("/one"), get("/two"), get("/three")))
            .containsExactly(200, 200, 429, 429, 200);
        assertThat(gateway.get("/three").head()).doesNotContain("RateLimit");
      }
    }
  }

  @Test
  void whatNoRuleTakesIsNotCounted() {
    Config config =
        new Config()
            .respond("r", "/r", 200, "")
            .limit(LimitConfig.of("p", new LimitTarget.Plane()).with(limit("all", 1)).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(statuses(gateway, get("/"), get("/"), get("/r"), get("/r"), get("/")))
          .containsExactly(404, 404, 200, 429, 404);
    }
  }

  @Test
  void aBodyThatIsRefusedIsNotWaitedFor() {
    Config config =
        new Config()
            .backend("b")
            .route("r", rule("/", new MethodMatch.Any(), HeaderEdits.NONE, to("b")))
            .limit(LimitConfig.of("p", route("r")).with(limit("none", 0)).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config);
        Wire wire = gateway.client()) {
      String head = request("POST", "/", "Content-Length: 1000000", "Expect: 100-continue");
      assertThat(wire.send(head).response().status()).isEqualTo(429);
    }
  }

  @Test
  void pagesMayReadRefusalsAndPreflightsAreNotCounted() {
    RouteRule rule =
        Config.under(
            AccessPolicies.OPEN.with(
                new Cors.On(
                    List.of("https://app.test"),
                    List.of("GET"),
                    List.of(),
                    List.of("RateLimit"),
                    false,
                    5)),
            rule("/", new RouteAction.Respond(200, "text/plain", "ok")));
    Config config =
        new Config()
            .route("r", rule)
            .limit(LimitConfig.of("p", route("r")).with(limit("one", 1)).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      String origin = "Origin: https://app.test";
      for (int i = 0; i < 3; i++) {
        assertThat(
                gateway
                    .exchange(request("OPTIONS", "/", origin, "Access-Control-Request-Method: GET"))
                    .status())
            .isEqualTo(204);
      }
      assertThat(gateway.exchange(get("/", origin)).status()).isEqualTo(200);
      Wire.Message refused = gateway.exchange(get("/", origin));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.head())
          .contains("Access-Control-Allow-Origin: https://app.test\r\n")
          .contains("Access-Control-Expose-Headers: RateLimit\r\n");
    }
  }

  /** HR8: a thousand at once, from many connections, and not one more than there may be. */
  @Test
  void aThousandAtOncePassAsManyAsMay() throws Exception {
    int connections = 20;
    int each = 50;
    Config config =
        new Config()
            .respond("r", "/", 200, "ok")
            .limit(LimitConfig.of("p", route("r")).with(limit("ip", 377, client())).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Integer>>> floods = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        floods.add(() -> statuses(gateway, each, get("/")));
      }
      List<Integer> all = new ArrayList<>();
      for (Future<List<Integer>> flood : clients.invokeAll(floods)) {
        all.addAll(flood.get());
      }
      Map<Integer, Long> counts =
          all.stream().collect(Collectors.groupingBy(status -> status, Collectors.counting()));
      assertThat(counts).isEqualTo(Map.of(200, 377L, 429, 623L));
    }
  }
}
