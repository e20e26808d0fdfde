package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.bearer;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.keys;
import static dev.sluice.dataplane.LimitedFixture.secret;
import static dev.sluice.dataplane.LimitedFixture.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HR1 to HR8, HR13, HR15 to HR17 and HR19 of the hardening list, wherever a limit is counted and by
 * whichever algorithm. HR9, HR10, HR12, HR14 and HR18 are properties: of counters ({@code
 * CounterExactnessTest}, {@code CounterMemoryTest}), of the script of Redis ({@code
 * LimitScriptTest}, {@code RedisCountersTest}) and of fields ({@code LimitFieldsTest}); HR11 is in
 * {@code RedisFailuresTest} and {@code RedisLimitTest}.
 */
final class LimitBypassTest {
  private static final int LIMIT = 2;
  private static final RouteAction OK = new RouteAction.Respond(200, "text/plain", "ok");
  private static final String KEY = "X-API-Key: canary-7f3a-0123456789";

  private static TestRedis redis;
  private static ScriptedBackend backend;

  /** Requests that are to share one counter, all of them. */
  private record Attack(String id, List<LimitKeyPart> key, RouteRule rule, List<String> requests) {}

  @BeforeAll
  static void start() {
    redis = TestRedis.start();
    backend =
        ScriptedBackend.start(
            wire -> {
              for (var asked = wire.request(); asked != null; asked = wire.request()) {
                wire.send(
                    asked.startLine().contains("/hr17")
                        ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
                        : "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
              }
            });
  }

  @AfterAll
  static void stop() {
    redis.close();
    backend.close();
  }

  @BeforeEach
  void forget() {
    redis.command("FLUSHALL");
  }

  private static Attack attack(String id, LimitKeyPart key, String... requests) {
    return new Attack(id, List.of(key), rule("/" + id, OK), List.of(requests));
  }

  private static Attack asked(String id, LimitKeyPart key, String... requests) {
    return new Attack(
        id,
        List.of(key),
        asking(
            rule("/" + id, OK),
            new Authentication.ByProviders(List.of("idp", "partners"), !id.equals("hr15"))),
        List.of(requests));
  }

  private static RouteRule retrying(RouteRule plain) {
    return new RouteRule(
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
  }

  /** Of a client that is connected directly. */
  private static List<Attack> attacks() {
    LimitKeyPart user = new LimitKeyPart.User();
    LimitKeyPart key = new LimitKeyPart.ApiKey();
    String upgrade =
        request(
            "GET",
            "/hr17",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13");
    return List.of(
        attack(
            "hr1",
            client(),
            get("/hr1", "X-Forwarded-For: 1.1.1.1"),
            get("/hr1", "X-Forwarded-For: 2001:db8::1", "X-Real-IP: 1.1.1.2"),
            get("/hr1", "Forwarded: for=1.1.1.3"),
            get("/hr1", "True-Client-IP: 1.1.1.4", "CF-Connecting-IP: 1.1.1.4"),
            get("/hr1", "X-Forwarded-For: ,, 9.9.9.9", "X-Client-IP: 1.1.1.5")),
        attack(
            "hr3",
            new LimitKeyPart.Rule(),
            get("/hr3"),
            get("/hr3/"),
            get("//hr3"),
            get("/./hr3"),
            get("/%68r3"),
            get("/x/../hr3"),
            get("/hr3?x=1"),
            get("/hr3?x=2&x=3"),
            get("http://a.test/hr3")),
        attack(
            "hr4",
            client(),
            request("HEAD", "/hr4"),
            request("GET", "/hr4"),
            request("POST", "/hr4", "Content-Length: 0"),
            request("OPTIONS", "/hr4"),
            request("PURGE", "/hr4"),
            request("DELETE", "/hr4")),
        asked(
            "hr5",
            user,
            get("/hr5", bearer(token("alice", ""))),
            get("/hr5", bearer(token("alice", ",\"jti\":\"2\""))),
            get("/hr5", "Authorization: bearer  " + token("alice", ",\"jti\":\"3\"")),
            get("/hr5", "authorization: BEARER " + token("alice", ",\"plan\":\"gold\""))),
        asked(
            "hr5-key",
            key,
            get("/hr5-key", KEY),
            get("/hr5-key", "x-api-key:canary-7f3a-0123456789"),
            get("/hr5-key", "X-API-KEY:   canary-7f3a-0123456789  ")),
        asked(
            "hr6",
            key,
            get("/hr6"),
            get("/hr6", "X-Other: 1"),
            get("/hr6", bearer(token("bob", ""))),
            get("/hr6", bearer(token("carol", "")))),
        attack(
            "hr7",
            new LimitKeyPart.Rule(),
            "GET /hr7 HTTP/1.1\r\nHost: a.test.\r\n\r\n",
            "GET /hr7 HTTP/1.1\r\nHost: A.TEST\r\n\r\n",
            "GET /hr7 HTTP/1.1\r\nHost: a.test:80\r\n\r\n",
            "GET http://A.test:8080/hr7 HTTP/1.1\r\nHost: A.test:8080\r\n\r\n"),
        asked(
            "hr15",
            client(),
            get("/hr15", "X-API-Key: canary-7f3a-0123456780"),
            get("/hr15", bearer("a.b.c")),
            get("/hr15"),
            get("/hr15", KEY)),
        new Attack(
            "hr16",
            List.of(client()),
            retrying(rule("/hr16", to("b"))),
            Collections.nCopies(4, get("/hr16"))),
        new Attack(
            "hr17", List.of(client()), rule("/hr17", to("b")), Collections.nCopies(4, upgrade)));
  }

  private static Config config(Counting counting, List<Attack> attacks) {
    Config config =
        new Config()
            .backend("b", backend.endpoint())
            .identities(
                new IdentityRules(
                    List.of(JwtConfig.of(TestIssuer.ED).provider(), keys()), new TreeMap<>()))
            .secret(secret("one", "canary-7f3a-0123456789", "acme", "gold"))
            .secret(secret("two", "canary-7f3a-9876543210", "other", "gold"));
    for (Attack attack : attacks) {
      config
          .route(attack.id(), attack.rule())
          .limit(
              LimitConfig.of(attack.id(), route(attack.id()))
                  .with(counting.limit("l", LIMIT, attack.key().toArray(LimitKeyPart[]::new)))
                  .section());
    }
    return counting.needsRedis() ? Counting.at(config, redis.port()) : config;
  }

  /** One that its store had no time for is asked again. */
  private static int status(GatewayFixture gateway, String request) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              try (Wire wire = gateway.client()) {
                return wire.send(request).responseHead();
              }
            },
            answer -> answer.status() != 503 || answer.first("X-RateLimit-Limit") != null)
        .status();
  }

  private static List<Integer> statuses(GatewayFixture gateway, List<String> requests) {
    List<Integer> statuses = new ArrayList<>();
    requests.forEach(request -> statuses.add(status(gateway, request)));
    return statuses;
  }

  /** What the store took for an answer that came too late is taken: fewer pass then. Never more. */
  private static void shared(GatewayFixture gateway, Counting counting, Attack attack) {
    List<Integer> statuses = statuses(gateway, attack.requests());
    int last = statuses.indexOf(429);
    assertThat(last).as("%s %s: %s", counting, attack.id(), statuses).isBetween(0, LIMIT);
    assertThat(statuses.subList(last, statuses.size())).as(attack.id()).containsOnly(429);
    if (!counting.needsRedis()) {
      assertThat(last).as("%s: %s", attack.id(), statuses).isEqualTo(LIMIT);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.Counting#all")
  void noWayAroundALimitIsOne(Counting counting) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(counting, attacks()))) {
      for (Attack attack : attacks()) {
        shared(gateway, counting, attack);
      }
    }
  }

  /** HR2: behind a proxy that is trusted. */
  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.Counting#all")
  void anotherAddressOfTheSameNetworkIsNoOtherClient(Counting counting) {
    Attack six =
        attack(
            "hr2",
            client(),
            get("/hr2", "X-Forwarded-For: 2001:db8:0:1::1"),
            get("/hr2", "X-Forwarded-For: 2001:db8:0:1:ffff::1"),
            get("/hr2", "X-Forwarded-For: 2001:0DB8:0:1:0:0:0:2"),
            get("/hr2", "X-Forwarded-For: 9.9.9.9, 2001:db8::1:0:0:0:3"));
    Attack four =
        attack(
            "hr1",
            client(),
            get("/hr1", "X-Forwarded-For: 1.1.1.1"),
            get("/hr1", "X-Forwarded-For: ::ffff:1.1.1.1"),
            get("/hr1", "X-Forwarded-For: 8.8.8.8, 1.1.1.1"));
    List<Attack> attacks = List.of(six, four);
    Config config =
        config(counting, attacks)
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      attacks.forEach(attack -> shared(gateway, counting, attack));
      assertThat(status(gateway, get("/hr2", "X-Forwarded-For: 2001:db8:0:2::1"))).isEqualTo(200);
      assertThat(status(gateway, get("/hr1", "X-Forwarded-For: 1.1.1.2"))).isEqualTo(200);
    }
  }

  /** HR13 and HR19. */
  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.Counting#all")
  void whatLooksLikeAnothersKeyIsNot(Counting counting) {
    List<Attack> attacks =
        List.of(
            attack("hr13", new LimitKeyPart.Header("x-who")),
            asked("hr19", new LimitKeyPart.Tenant()),
            asked("hr19-key", new LimitKeyPart.ApiKey()));
    try (GatewayFixture gateway = GatewayFixture.serving(config(counting, attacks))) {
      for (String value :
          List.of(
              "{}",
              "{a}b",
              "*",
              "a:b",
              "a",
              "A",
              "a,b",
              "a\tb",
              "sluice:limit:{0}",
              "%0d%0a",
              "x".repeat(3_000),
              "x".repeat(3_001))) {
        assertThat(status(gateway, get("/hr13", "X-Who: " + value))).as(value).isEqualTo(200);
      }
      assertThat(status(gateway, get("/hr13"))).isEqualTo(200);
      String acme = get("/hr19", bearer(token("a", ",\"tenant\":\"acme\"")));
      String other = get("/hr19", bearer(token("b", ",\"tenant\":\"other\"")));
      assertThat(statuses(gateway, List.of(acme, acme, acme)).getLast()).isEqualTo(429);
      assertThat(status(gateway, other)).isEqualTo(200);
      String one = get("/hr19-key", KEY);
      String two = get("/hr19-key", "X-API-Key: canary-7f3a-9876543210");
      assertThat(statuses(gateway, List.of(one, one, one)).getLast()).isEqualTo(429);
      assertThat(status(gateway, two)).isEqualTo(200);
    }
  }

  /** HR8: many at once on one key. HTTP/2 is not offered to clients. */
  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.Counting#all")
  void asManyPassAtOnceAsMayAndNotOneMore(Counting counting) throws Exception {
    int most = 137;
    Config config =
        new Config()
            .respond("r", "/", 200, "ok")
            .limit(LimitConfig.of("p", route("r")).with(counting.limit("l", most)).section());
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                counting.needsRedis() ? Counting.at(config, redis.port()) : config);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> floods = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        floods.add(
            () -> {
              int passed = 0;
              try (Wire wire = gateway.client()) {
                for (int k = 0; k < 50; k++) {
                  passed += wire.send(get("/")).response().status() == 200 ? 1 : 0;
                }
              }
              return passed;
            });
      }
      int passed = 0;
      for (Future<Integer> flood : clients.invokeAll(floods)) {
        passed += flood.get();
      }
      assertThat(passed).isLessThanOrEqualTo(most);
      if (!counting.needsRedis()) {
        assertThat(passed).isEqualTo(most);
      }
      // What came too late is lost for good, and what is left passes now.
      while (status(gateway, get("/")) == 200) {
        passed++;
      }
      assertThat(passed).isLessThanOrEqualTo(most).isPositive();
    }
  }
}
