package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.atATime;
import static dev.sluice.dataplane.LimitConfig.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HR18: fields of limits are structured fields, and say the same as the older ones. */
final class LimitFieldsTest {
  private static final long DAY = 86_400;
  private static TestRedis redis;

  @BeforeAll
  static void start() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void forget() {
    redis.command("FLUSHALL");
  }

  private static long number(Wire.Message answer, String name) {
    List<String> values = answer.all(name);
    assertThat(values).as(name).hasSize(1);
    return Long.parseLong(values.getFirst());
  }

  private static Map<String, Map<String, Object>> list(Wire.Message answer, String name) {
    assertThat(answer.all(name)).as(name).hasSize(1);
    return StructuredList.parse(answer.all(name).getFirst());
  }

  private static long number(Map<String, Object> parameters, String name) {
    assertThat(parameters).containsKey(name);
    return (Long) Objects.requireNonNull(parameters.get(name));
  }

  private static void consistent(Wire.Message answer) {
    Map<String, Map<String, Object>> policies = list(answer, "RateLimit-Policy");
    Map<String, Map<String, Object>> quotas = list(answer, "RateLimit");
    assertThat(quotas.keySet()).containsExactlyElementsOf(policies.keySet());
    long least = Long.MAX_VALUE;
    for (Map.Entry<String, Map<String, Object>> entry : quotas.entrySet()) {
      Map<String, Object> quota = entry.getValue();
      Map<String, Object> policy = policies.getOrDefault(entry.getKey(), Map.of());
      assertThat(number(quota, "r")).isBetween(0L, number(policy, "q"));
      if (policy.containsKey("w")) {
        // A bucket that is empty fills within its window, for it holds no more than flows in.
        assertThat(number(quota, "t")).isBetween(1L, number(policy, "w"));
        least = Math.min(least, number(quota, "r"));
      } else {
        assertThat(policy).containsEntry("qu", "concurrent-requests");
        assertThat(quota).doesNotContainKey("t");
      }
    }
    assertThat(number(answer, "X-RateLimit-Remaining")).isEqualTo(least);
    long limit = number(answer, "X-RateLimit-Limit");
    long reset = number(answer, "X-RateLimit-Reset");
    assertThat(quotas.entrySet())
        .anySatisfy(
            entry -> {
              assertThat(policies.get(entry.getKey())).containsEntry("q", limit);
              assertThat(entry.getValue()).containsEntry("t", reset);
            });
    if (answer.status() == 429) {
      assertThat(least).isZero();
      assertThat(number(answer, "Retry-After")).isEqualTo(reset);
    } else {
      assertThat(answer.all("Retry-After")).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.dataplane.Counting#all")
  void whatTheySayIsOneThing(Counting counting) {
    RateLimit small = counting.limit("small", 3);
    Config config =
        new Config()
            .respond("r", "/", 200, "ok")
            .limit(
                LimitConfig.of("p", route("r"))
                    .with(small, counting.limit("large", 1_000_000), atATime("slots", 2))
                    .section(),
                LimitConfig.of("q", route("r")).with(counting.limit("small", 5)).section());
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                counting.needsRedis() ? Counting.at(config, redis.port()) : config);
        Wire wire = gateway.client()) {
      for (int refused = 0; refused < 2; ) {
        // What its store had no time for is asked again.
        Wire.Message answer =
            await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(
                    () -> wire.send(request("GET", "/")).response(), each -> each.status() != 503);
        consistent(answer);
        assertThat(number(answer, "X-RateLimit-Reset")).isLessThanOrEqualTo(DAY);
        refused += answer.status() == 429 ? 1 : 0;
      }
    }
  }
}
