package dev.sluice.dataplane;

import static dev.sluice.dataplane.LimitConfig.LONG;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.rate;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests cost. */
final class LimitCostTest {
  private static RateLimit costing(Algorithm algorithm, long of, long request, String header) {
    Amount amount = new Amount(of, LONG, algorithm == Algorithm.TOKEN_BUCKET ? of : 0);
    return rate("tokens", algorithm, amount, request, header);
  }

  private static ScriptedBackend telling(String... costs) {
    StringBuilder fields = new StringBuilder();
    for (String cost : costs) {
      fields.append("X-Cost: ").append(cost).append("\r\n");
    }
    return ScriptedBackend.answering(
        "HTTP/1.1 200 OK\r\n" + fields + "X-Other: 1\r\nContent-Length: 2\r\n\r\nok");
  }

  private static GatewayFixture serving(ScriptedBackend backend, RateLimit... limits) {
    return GatewayFixture.serving(
        new Config()
            .backend("b", backend.endpoint())
            .forward("r", "/", "b")
            .limit(LimitConfig.of("p", route("r")).with(limits).section()));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void aRequestMayCostMoreThanOne(Algorithm algorithm) {
    try (ScriptedBackend backend = telling();
        GatewayFixture gateway = serving(backend, costing(algorithm, 10, 4, ""))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.head())
          .contains("X-RateLimit-Limit: 10\r\n", "X-RateLimit-Remaining: 6\r\n")
          .contains("RateLimit-Policy: \"tokens\";q=10;w=3600;qu=\"cost\"\r\n");
      assertThat(statuses(gateway, 3, get("/"))).containsExactly(200, 429, 429);
      assertThat(gateway.get("/").head()).contains("X-RateLimit-Remaining: 2\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void whatTheAnswerCostsIsChargedAndClientsDoNotSeeIt(Algorithm algorithm) {
    try (ScriptedBackend backend = telling("40");
        GatewayFixture gateway = serving(backend, costing(algorithm, 100, 0, "x-cost"))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.head()).contains("X-Other: 1").doesNotContain("X-Cost");
      // 40, 80, and 120 of 100: the third may, for something is left, and the fourth may not.
      assertThat(statuses(gateway, 4, get("/"))).containsExactly(200, 200, 429, 429);
      assertThat(gateway.get("/").head()).contains("X-RateLimit-Remaining: 0\r\n", "Retry-After: ");
      assertThat(backend.requests()).hasSize(3);
    }
  }

  @Test
  void severalLimitsMayChargeTheSame() {
    try (ScriptedBackend backend = telling("5");
        GatewayFixture gateway =
            serving(
                backend,
                costing(Algorithm.SLIDING_WINDOW, 10, 1, "x-cost"),
                rate("more", Algorithm.SLIDING_WINDOW, new Amount(11, LONG, 0), 0, "x-cost"),
                limit("requests", 10))) {
      assertThat(statuses(gateway, 3, get("/"))).containsExactly(200, 200, 429);
      assertThat(gateway.get("/").head())
          .contains("\"tokens\";r=0", "\"more\";r=1", "\"requests\";r=8");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnswersCostIsSeenWhereALimitIsFound(boolean shadow) {
    LimitConfig policy =
        LimitConfig.of("p", route("r")).with(costing(Algorithm.SLIDING_WINDOW, 30, 0, "x-cost"));
    try (ScriptedBackend backend = telling("40");
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .forward("r", "/", "b")
                    .limit((shadow ? policy.shadow() : policy).section()))) {
      // The second is refused, or would be: then it costs what its answer says all the same.
      assertThat(statuses(gateway, 2, get("/"))).containsExactly(200, shadow ? 200 : 429);
      String peak = shadow ? "80" : "40";
      assertThat(gateway.admin("/metrics").text())
          .containsPattern(
              "sluice_ratelimit_demand\\{[^}]*limit=\"tokens\"[^}]*peak=\"" + peak + "\"[^}]*} 1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-5", "+5", "5.5", "0x5", "5 5", "five", "9999999999999999999", "5, 5"})
  void whatIsNoCostCostsNothing(String cost) {
    try (ScriptedBackend backend = telling(cost);
        GatewayFixture gateway =
            serving(backend, costing(Algorithm.SLIDING_WINDOW, 10, 1, "x-cost"))) {
      assertThat(gateway.get("/").head()).doesNotContain("X-Cost");
      assertThat(gateway.get("/").head()).contains("X-RateLimit-Remaining: 8\r\n");
    }
  }

  @Test
  void twoFieldsAreNoCostEither() {
    try (ScriptedBackend backend = telling("5", "6");
        GatewayFixture gateway =
            serving(backend, costing(Algorithm.SLIDING_WINDOW, 10, 1, "x-cost"))) {
      assertThat(gateway.get("/").head()).doesNotContain("X-Cost");
      assertThat(gateway.get("/").head()).contains("X-RateLimit-Remaining: 8\r\n");
    }
  }

  @Test
  void aCostBeyondAllBoundsIsBounded() {
    try (ScriptedBackend backend = telling("999999999999999999");
        GatewayFixture gateway =
            serving(backend, costing(Algorithm.SLIDING_WINDOW, 2_000_000, 0, "x-cost"))) {
      assertThat(statuses(gateway, 3, get("/"))).containsExactly(200, 200, 429);
    }
  }

  @Test
  void whatCostsMoreThanThereEverIsNeverPasses() {
    try (ScriptedBackend backend = telling();
        GatewayFixture gateway = serving(backend, costing(Algorithm.TOKEN_BUCKET, 3, 4, ""))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.head()).doesNotContain("Retry-After").contains("X-RateLimit-Remaining: 3");
    }
  }

  @Test
  void aCostOfNothingIsOnlyTold() {
    try (ScriptedBackend backend = telling();
        GatewayFixture gateway = serving(backend, costing(Algorithm.SLIDING_WINDOW, 1, 0, ""))) {
      assertThat(statuses(gateway, 3, get("/"))).containsOnly(200);
      assertThat(gateway.get("/").head()).contains("X-RateLimit-Remaining: 1\r\n");
    }
  }
}
