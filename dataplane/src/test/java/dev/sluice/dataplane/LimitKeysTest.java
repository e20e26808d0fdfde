package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.perRoute;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.bearer;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.known;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static dev.sluice.dataplane.LimitedFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RouteAction;
import org.junit.jupiter.api.Test;

/** Who shares a counter with whom: HR1 to HR7, HR13 and HR19 of the hardening list. */
final class LimitKeysTest {
  private static final RouteAction OK = new RouteAction.Respond(200, "text/plain", "ok");

  private static Config open(RateLimit... limits) {
    return new Config()
        .respond("r", "/", 200, "ok")
        .limit(LimitConfig.of("p", route("r")).with(limits).section());
  }

  @Test
  void whatAClientSaysOfWhereItIsChangesNothing() {
    try (GatewayFixture gateway = GatewayFixture.serving(open(limit("ip", 2, client())))) {
      assertThat(
              statuses(
                  gateway,
                  get("/", "X-Forwarded-For: 1.1.1.1"),
                  get("/", "X-Real-IP: 2.2.2.2"),
                  get("/", "Forwarded: for=3.3.3.3"),
                  get("/", "X-Forwarded-For: 4.4.4.4, 5.5.5.5", "X-Client-IP: 6.6.6.6"),
                  get("/", "True-Client-IP: 7.7.7.7")))
          .containsExactly(200, 200, 429, 429, 429);
    }
  }

  @Test
  void behindATrustedHopClientsHaveTheirOwnAndNetworksShareOne() {
    Config config =
        open(limit("ip", 1, client()))
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(
              statuses(
                  gateway,
                  get("/", "X-Forwarded-For: 1.1.1.1"),
                  get("/", "X-Forwarded-For: 9.9.9.9, 1.1.1.1"),
                  get("/", "X-Forwarded-For: ::ffff:1.1.1.1"),
                  get("/", "X-Forwarded-For: ::ffff:101:101"),
                  get("/", "X-Forwarded-For: 1.1.1.2"),
                  get("/", "X-Forwarded-For: 2001:db8:0:1::1"),
                  get("/", "X-Forwarded-For: 2001:db8:0:1:ffff::1"),
                  get("/", "X-Forwarded-For: 2001:0DB8:0:1:0:0:0:2"),
                  get("/", "X-Forwarded-For: 2001:db8:0:2::1")))
          .containsExactly(200, 429, 429, 429, 200, 200, 429, 429, 200);
    }
  }

  @Test
  void formsOfAPathAndOfAHostAreOneRule() {
    Config config =
        new Config()
            .respond("r", "/api", 200, "ok")
            .limit(
                LimitConfig.of("p", route("r"))
                    .with(limit("rule", 1, client(), new LimitKeyPart.Rule()))
                    .section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(
              statuses(
                  gateway,
                  get("/api"),
                  get("/api/"),
                  get("//api"),
                  get("/%61pi"),
                  get("/./api"),
                  get("/x/../api"),
                  get("/api?x=1"),
                  get("/api?x=2"),
                  get("/api/deeper"),
                  "GET /api HTTP/1.1\r\nHost: a.test.\r\n\r\n",
                  "GET /api HTTP/1.1\r\nHost: A.TEST\r\n\r\n",
                  "GET /api HTTP/1.1\r\nHost: a.test:80\r\n\r\n",
                  "GET http://b.test/api HTTP/1.1\r\nHost: b.test\r\n\r\n"))
          .startsWith(200)
          .filteredOn(status -> status != 429)
          .hasSize(1);
    }
  }

  @Test
  void aUserIsOneWhateverTokensItHasAndAnotherIsAnother() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(known(limit("user", 2, new LimitKeyPart.User())))) {
      assertThat(
              statuses(
                  gateway,
                  get("/", bearer(token("alice", ""))),
                  get("/", bearer(token("alice", ",\"jti\":\"2\""))),
                  get("/", bearer(token("alice", ",\"jti\":\"3\",\"aud2\":[1,2]"))),
                  get("/", "authorization:  bearer   " + token("alice", "")),
                  get("/", bearer(token("Alice", ""))),
                  get("/", bearer(token("bob", "")))))
          .containsExactly(200, 200, 429, 429, 200, 200);
    }
  }

  @Test
  void whoHasNoNameIsTheNetworkThatItIsOf() {
    Config config =
        known(limit("user", 1, new LimitKeyPart.User()))
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(
              statuses(
                  gateway,
                  get("/", "X-Forwarded-For: 1.1.1.1"),
                  get("/", "X-Forwarded-For: 1.1.1.1"),
                  get("/", "X-Forwarded-For: 1.1.1.2"),
                  get("/", "X-Forwarded-For: 1.1.1.1", bearer(token("1.1.1.1", "")))))
          .containsExactly(200, 429, 200, 200);
    }
  }

  @Test
  void tenantsDoNotUseUpEachOthersLimits() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(known(limit("tenant", 2, new LimitKeyPart.Tenant())))) {
      String acme = get("/", bearer(token("alice", ",\"tenant\":\"acme\"")));
      String other = get("/", bearer(token("alice", ",\"tenant\":\"other\"")));
      String none = get("/", bearer(token("alice", "")));
      assertThat(statuses(gateway, acme, acme, acme, other, other, other, none, none, none))
          .containsExactly(200, 200, 429, 200, 200, 429, 200, 200, 429);
      // Whoever belongs to nobody is of those who belong to nobody.
      assertThat(statuses(gateway, get("/"))).containsExactly(429);
    }
  }

  @Test
  void aKeyIsItsSecretHoweverItIsWritten() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(known(limit("key", 1, new LimitKeyPart.ApiKey())))) {
      assertThat(
              statuses(
                  gateway,
                  get("/", "X-API-Key: canary-7f3a-0123456789"),
                  get("/", "x-api-key:    canary-7f3a-0123456789   "),
                  get("/", "X-API-Key: canary-7f3a-9876543210"),
                  get("/", bearer(token("alice", ""))),
                  get("/", bearer(token("bob", ""))),
                  get("/")))
          .containsExactly(200, 429, 200, 200, 429, 429);
    }
  }

  @Test
  void claimsAndHeadersAreWhatTheySayAndNotWhatStandsNextToThem() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            known(
                limit(
                    "claim", 1, new LimitKeyPart.Claim("plan"), new LimitKeyPart.Claim("team"))))) {
      assertThat(
              statuses(
                  gateway,
                  get("/", bearer(token("a", ",\"plan\":\"x\",\"team\":\"y\""))),
                  get("/", bearer(token("b", ",\"plan\":\"x\",\"team\":\"y\""))),
                  get("/", bearer(token("c", ",\"plan\":\"xy\",\"team\":\"\""))),
                  get("/", bearer(token("d", ",\"plan\":\"xy\""))),
                  get("/", bearer(token("e", ",\"team\":\"xy\""))),
                  get("/", bearer(token("f", ",\"plan\":[\"x\",\"y\"]"))),
                  get("/", bearer(token("g", ",\"plan\":\"x,y\""))),
                  get("/")))
          .containsExactly(200, 429, 200, 200, 200, 200, 200, 200);
    }
  }

  @Test
  void headersThatAreLeftOutOrLongOrOddShareCountersLikeAnyOther() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(open(limit("header", 1, new LimitKeyPart.Header("x-device"))))) {
      assertThat(
              statuses(
                  gateway,
                  get("/"),
                  get("/"),
                  get("/", "X-Device:"),
                  get("/", "X-Device: a"),
                  get("/", "x-device:   a  "),
                  get("/", "X-Device: A"),
                  get("/", "X-Device: a, b"),
                  get("/", "X-Device: a", "X-Device: b"),
                  get("/", "X-Device: {a}*"),
                  get("/", "X-Device: " + "x".repeat(4_000)),
                  get("/", "X-Device: " + "x".repeat(4_000)),
                  get("/", "X-Device: " + "x".repeat(4_001))))
          .containsExactly(200, 429, 200, 200, 429, 200, 200, 429, 200, 200, 429, 200);
    }
  }

  /** X-Client-Id is the gateway's own word of who showed a key: clients cannot send it. */
  @Test
  void aHeaderThatAuthenticationWritesIsReadAfterIt() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(known(limit("owner", 1, new LimitKeyPart.Header("x-client-id"))))) {
      assertThat(
              statuses(
                  gateway,
                  get("/", "X-Client-Id: acme"),
                  get("/", "X-Client-Id: other"),
                  get("/", "X-API-Key: canary-7f3a-0123456789"),
                  get("/", "X-API-Key: canary-7f3a-9876543210", "X-Client-Id: other")))
          .containsExactly(200, 429, 200, 429);
    }
  }

  @Test
  void oneCounterHoldsForAllRoutesUnlessEachHasItsOwn() {
    Config config =
        new Config()
            .respond("a", "/a", 200, "")
            .respond("b", "/b", 200, "")
            .limit(
                LimitConfig.of("p", route("a"), route("b")).with(limit("all", 2)).section(),
                LimitConfig.of("q", new LimitTarget.Plane())
                    .with(perRoute(limit("each", 1)))
                    .section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(statuses(gateway, get("/a"), get("/a"), get("/b"), get("/b")))
          .containsExactly(200, 429, 200, 429);
      assertThat(gateway.get("/b").text()).contains("test/q/each").doesNotContain("test/p");
    }
  }

  @Test
  void aRuleByNameIsLimitedAndItsNeighbourIsNot() {
    Config config =
        new Config()
            .route("r", rule("/a", OK), rule("/b", OK))
            .limit(
                LimitConfig.of("p", new LimitTarget.Rule(Config.key("r"), "rule-a"))
                    .with(limit("all", 1))
                    .section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(statuses(gateway, get("/a"), get("/a"), get("/b"), get("/b")))
          .containsExactly(200, 429, 200, 200);
    }
  }
}
