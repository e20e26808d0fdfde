package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.bucket;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.rate;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.headAtOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimitSection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of requests on the wire: who is refused, and what answers tell. */
final class RateLimitTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering(
          "HTTP/1.1 200 OK\r\nX-RateLimit-Limit: 7\r\nRateLimit: \"own\";r=1\r\n"
              + "Content-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private GatewayFixture serving(RateLimitSection... limits) {
    return GatewayFixture.serving(
        new Config()
            .backend("b", backend.endpoint())
            .forward("r", "/r", "b")
            .forward("free", "/free", "b")
            .limit(limits));
  }

  private static List<Integer> statuses(GatewayFixture gateway, int count, String path) {
    List<Integer> statuses = new ArrayList<>();
    try (Wire wire = gateway.client()) {
      for (int i = 0; i < count; i++) {
        statuses.add(wire.send(request("GET", path)).response().status());
      }
    }
    return statuses;
  }

  @Test
  void soManyPassAndTheNextAreRefusedWithoutTheBackendHearingOfThem() {
    try (GatewayFixture gateway =
        serving(LimitConfig.of("p", route("r")).with(limit("all", 3)).section())) {
      assertThat(statuses(gateway, 5, "/r")).containsExactly(200, 200, 200, 429, 429);
      assertThat(statuses(gateway, 5, "/free")).containsOnly(200);
      assertThat(backend.requests()).hasSize(8);
    }
  }

  @Test
  void answersTellWhatIsLeftAndTheBackendsOwnWordsStayBehind() {
    try (GatewayFixture gateway =
        serving(LimitConfig.of("p", route("r")).with(limit("all", 3, client())).section())) {
      Wire.Message answer = gateway.get("/r");
      assertThat(headAtOnce(answer))
          .contains("X-RateLimit-Limit: 3\r\n")
          .contains("X-RateLimit-Remaining: 2\r\n")
          .contains("X-RateLimit-Reset: 3600\r\n")
          .contains("RateLimit-Policy: \"all\";q=3;w=3600\r\n")
          .contains("RateLimit: \"all\";r=2;t=3600\r\n")
          .doesNotContain("Retry-After", ": 7\r\n", "own");
    }
  }

  @Test
  void refusalsSayWhenToComeBackAndWhichPolicyItWas() {
    try (GatewayFixture gateway =
        serving(LimitConfig.of("p", route("r")).with(limit("all", 1)).section())) {
      gateway.get("/r");
      Wire.Message answer = gateway.get("/r");
      assertThat(answer.status()).isEqualTo(429);
      assertThat(headAtOnce(answer))
          .contains("Retry-After: 3600\r\n")
          .contains("X-RateLimit-Limit: 1\r\n")
          .contains("X-RateLimit-Remaining: 0\r\n")
          .contains("X-RateLimit-Reset: 3600\r\n")
          .contains("RateLimit: \"all\";r=0;t=3600\r\n")
          .contains("Content-Type: application/problem+json");
      assertThat(answer.text())
          .contains("\"reason\":\"RATE_LIMITED\"", "\"status\":429", "the limit test/p/all");
    }
  }

  @Test
  void aBucketLetsItsCapacityThroughAtOnce() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r"))
                .with(bucket("all", new Amount(1, LimitConfig.LONG, 4)))
                .section())) {
      assertThat(statuses(gateway, 6, "/r")).containsExactly(200, 200, 200, 200, 429, 429);
      assertThat(headAtOnce(gateway.get("/r")))
          .contains("Retry-After: 3600\r\n", "RateLimit-Policy: \"all\";q=4;w=3600\r\n");
    }
  }

  @Test
  void neverIsMoreLeftThanTheQuotaSaysAlsoWithABurst() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r"))
                .with(rate("all", new Amount(2, LimitConfig.LONG, 3)))
                .section())) {
      assertThat(headAtOnce(gateway.get("/r")))
          .contains("X-RateLimit-Limit: 5\r\n", "X-RateLimit-Remaining: 4\r\n")
          .contains("RateLimit-Policy: \"all\";q=5;w=3600\r\n")
          .contains("RateLimit: \"all\";r=4;t=3600\r\n");
    }
  }

  @Test
  void severalWindowsOfOneKeyAllHoldAndTheTightestSpeaks() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r"))
                .with(limit("hour", 3), rate("day", new Amount(5, 86_400_000, 0)))
                .section())) {
      Wire.Message first = gateway.get("/r");
      assertThat(headAtOnce(first))
          .contains("X-RateLimit-Remaining: 2\r\n")
          .contains("RateLimit-Policy: \"hour\";q=3;w=3600, \"day\";q=5;w=86400\r\n")
          .contains("RateLimit: \"hour\";r=2;t=3600, \"day\";r=4;t=86400\r\n");
      assertThat(statuses(gateway, 4, "/r")).containsExactly(200, 200, 429, 429);
      // Of what was refused nothing was taken of the day.
      assertThat(gateway.get("/r").head()).contains("\"day\";r=2;");
    }
  }

  @Test
  void severalPoliciesAllHold() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r")).with(limit("all", 4)).section(),
            LimitConfig.of("q", route("r")).with(limit("all", 2, client())).section())) {
      assertThat(headAtOnce(gateway.get("/r")))
          .contains("RateLimit-Policy: \"p.all\";q=4;w=3600, \"q.all\";q=2;w=3600\r\n");
      assertThat(statuses(gateway, 3, "/r")).containsExactly(200, 429, 429);
    }
  }

  @Test
  void aPolicyMayHideItsHeadersAndChooseItsStatus() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r")).with(limit("all", 1)).hidden().status(503).section())) {
      assertThat(gateway.get("/r").head()).contains("X-RateLimit-Limit: 7\r\n");
      Wire.Message answer = gateway.get("/r");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(headAtOnce(answer))
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("Retry-After: 3600")
          .doesNotContain("RateLimit");
      assertThat(answer.text()).contains("\"title\":\"Service Unavailable\",\"status\":503,");
    }
  }

  @Test
  void whatNeverPassesIsToldSoAndNotToComeBack() {
    try (GatewayFixture gateway =
        serving(LimitConfig.of("p", route("r")).with(limit("all", 0)).section())) {
      Wire.Message answer = gateway.get("/r");
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.head()).doesNotContain("Retry-After");
      assertThat(answer.text()).contains("never lets such a request pass");
    }
  }

  /**
   * HR9: no window has more than it may, wherever it begins. A request was counted between its
   * sending and its answer, so a slow machine makes the bound wider and nothing else.
   */
  @Test
  void noWindowHasMoreThanTheLimitAndWhoWaitsAsToldPasses() {
    int limit = 5;
    long window = 1_000_000_000;
    List<Long> sent = new ArrayList<>();
    List<Long> answered = new ArrayList<>();
    try (GatewayFixture gateway =
            serving(
                LimitConfig.of("p", route("r"))
                    .with(rate("all", new Amount(limit, 1_000, 0)))
                    .section());
        Wire wire = gateway.client()) {
      while (answered.size() < 3 * limit) {
        long before = System.nanoTime();
        Wire.Message answer = wire.send(request("GET", "/r")).response();
        if (answer.status() == 200) {
          sent.add(before);
          answered.add(System.nanoTime());
        } else {
          assertThat(answer.first("Retry-After")).isEqualTo("1");
        }
      }
    }
    for (int i = limit; i < answered.size(); i++) {
      assertThat(answered.get(i) - sent.get(i - limit)).isGreaterThanOrEqualTo(window);
    }
  }

  /** Of several limits that refuse, the answer is of the one for which there is longest to wait. */
  @Test
  void theLongestWaitIsTold() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r"))
                .with(
                    limit("hour", 1),
                    rate("day", new Amount(1, 86_400_000, 0)),
                    rate("minute", new Amount(1, 60_000, 0)))
                .section())) {
      gateway.get("/r");
      Wire.Message answer = gateway.get("/r");
      assertThat(answer.text()).contains("test/p/day");
      assertThat(headAtOnce(answer))
          .contains("Retry-After: 86400\r\n", "X-RateLimit-Reset: 86400\r\n")
          .contains("X-RateLimit-Limit: 1\r\n", "X-RateLimit-Remaining: 0\r\n");
    }
  }
}
