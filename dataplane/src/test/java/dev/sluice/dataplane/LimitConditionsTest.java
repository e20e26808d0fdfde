package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.LONG;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.tiers;
import static dev.sluice.dataplane.LimitConfig.when;
import static dev.sluice.dataplane.LimitedFixture.bearer;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.known;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static dev.sluice.dataplane.LimitedFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.TierSource;
import dev.sluice.snapshot.ValueMatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which requests a limit counts, and how much it gives to whom. */
final class LimitConditionsTest {
  private static final LimitCondition ANY =
      new LimitCondition(
          List.of(), new PathMatch.Prefix("/"), List.of(), List.of(), new TreeMap<>());

  private static LimitCondition methods(String... methods) {
    return new LimitCondition(
        List.of(methods), ANY.path(), ANY.headers(), ANY.clientCidrs(), ANY.claims());
  }

  private static GatewayFixture serving(RateLimit... limits) {
    return GatewayFixture.serving(known(limits));
  }

  @Test
  void aConditionOnGetIsOneOnHeadTooAndOthersGoFree() {
    try (GatewayFixture gateway = serving(when(limit("l", 2), methods("GET", "PATCH")))) {
      assertThat(statuses(gateway, request("PATCH", "/"))).containsExactly(200);
      try (Wire wire = gateway.client()) {
        assertThat(wire.send(request("HEAD", "/")).responseHead().status()).isEqualTo(200);
      }
      assertThat(statuses(gateway, get("/"), request("DELETE", "/"), get("/")))
          .containsExactly(429, 200, 429);
      try (Wire wire = gateway.client()) {
        assertThat(wire.send(request("HEAD", "/")).responseHead().status()).isEqualTo(429);
      }
    }
  }

  @Test
  void allPartsOfAnyConditionMustHold() {
    LimitCondition orders =
        new LimitCondition(
            List.of("POST"),
            new PathMatch.Prefix("/orders"),
            List.of(new FieldMatch("x-plan", new ValueMatch.Exact("free"))),
            List.of(),
            new TreeMap<>());
    LimitCondition abroad =
        new LimitCondition(
            List.of(),
            new PathMatch.Prefix("/"),
            List.of(),
            List.of("192.0.2.0/24"),
            new TreeMap<>());
    Config config =
        known(when(limit("l", 0), orders, abroad))
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(
              statuses(
                  gateway,
                  request("POST", "/orders/1", "X-Plan: free"),
                  request("POST", "//orders/./1", "X-Plan: free"),
                  request("POST", "/ordersx", "X-Plan: free"),
                  request("POST", "/orders", "X-Plan: gold"),
                  request("GET", "/orders", "X-Plan: free"),
                  request("GET", "/", "X-Forwarded-For: 192.0.2.7"),
                  request("GET", "/", "X-Forwarded-For: 192.0.3.7")))
          .containsExactly(429, 429, 200, 200, 200, 429, 200);
    }
  }

  @Test
  void claimsDecideOnceItIsKnownWhoAsks() {
    LimitCondition trial =
        new LimitCondition(
            List.of(),
            new PathMatch.Prefix("/"),
            List.of(),
            List.of(),
            new TreeMap<>(Map.of("plan", List.of("trial", "free"))));
    try (GatewayFixture gateway = serving(when(limit("l", 0), trial))) {
      assertThat(
              statuses(
                  gateway,
                  get("/", bearer(token("a", ",\"plan\":\"trial\""))),
                  get("/", bearer(token("a", ",\"plan\":[\"x\",\"free\"]"))),
                  get("/", bearer(token("a", ",\"plan\":\"gold\""))),
                  get("/", bearer(token("a", ""))),
                  get("/", "X-API-Key: canary-7f3a-9876543210"),
                  get("/")))
          .containsExactly(429, 429, 200, 200, 429, 200);
    }
  }

  @Test
  void tiersOfKeysAreWhatTheirSecretsSayAndHaveCountersOfTheirOwn() {
    RateLimit limit =
        tiers(
            limit("l", 1, new LimitKeyPart.User()), TierSource.API_KEY, "plan", Map.of("gold", 3L));
    try (GatewayFixture gateway = serving(limit)) {
      String gold = get("/", "X-API-Key: canary-7f3a-0123456789");
      String free = get("/", "X-API-Key: canary-7f3a-9876543210");
      // Both keys are of one owner.
      assertThat(statuses(gateway, free, free, gold, gold, gold, gold))
          .containsExactly(200, 429, 200, 200, 200, 429);
      assertThat(gateway.exchange(gold).head())
          .contains("X-RateLimit-Limit: 3\r\n", "RateLimit-Policy: \"l\";q=3;w=3600\r\n");
      // A token that claims the same is no key.
      String claimed = get("/", bearer(token("b", ",\"plan\":\"gold\"")));
      assertThat(statuses(gateway, claimed, claimed)).containsExactly(200, 429);
    }
  }

  @Test
  void tiersOfClaimsAndOfHeadersHaveADefault() {
    RateLimit byClaim =
        tiers(
            limit("c", 1, new LimitKeyPart.User()),
            TierSource.CLAIM,
            "plan",
            Map.of("gold", 2L, "none", 0L));
    RateLimit byHeader =
        tiers(limit("h", 3, client()), TierSource.HEADER, "x-plan", Map.of("slow", 1L));
    try (GatewayFixture gateway = serving(byClaim)) {
      String gold = get("/", bearer(token("a", ",\"plan\":\"gold\"")));
      assertThat(
              statuses(
                  gateway,
                  gold,
                  gold,
                  gold,
                  get("/", bearer(token("b", ",\"plan\":\"other\""))),
                  get("/", bearer(token("b", ",\"plan\":\"none\""))),
                  get("/"),
                  get("/")))
          .containsExactly(200, 200, 429, 200, 429, 200, 429);
    }
    try (GatewayFixture gateway = serving(byHeader)) {
      String slow = get("/", "X-Plan: slow");
      assertThat(
              statuses(gateway, slow, slow, get("/"), get("/"), get("/", "X-Plan: SLOW"), get("/")))
          .containsExactly(200, 429, 200, 200, 200, 429);
    }
  }

  @Test
  void aTierWithAnotherWindowIsTold() {
    RateLimit usual = limit("l", 1, client());
    RateLimit.Allowance.Rate rate = (RateLimit.Allowance.Rate) usual.allowance();
    RateLimit limit =
        new RateLimit(
            "l",
            List.of(),
            usual.key(),
            new RateLimit.Allowance.Rate(
                rate.algorithm(),
                rate.usual(),
                new RateLimit.Tiers.ByValue(
                    TierSource.HEADER,
                    "x-plan",
                    new TreeMap<>(Map.of("day", new Amount(5, 24 * LONG, 0)))),
                1,
                ""),
            false,
            usual.store());
    try (GatewayFixture gateway = serving(limit)) {
      assertThat(gateway.exchange(get("/", "X-Plan: day")).head())
          .contains("\"l\";q=5;w=86400", "X-RateLimit-Remaining: 4\r\n");
    }
  }
}
