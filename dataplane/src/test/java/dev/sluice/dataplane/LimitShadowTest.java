package dev.sluice.dataplane;

import static dev.sluice.dataplane.LimitConfig.atATime;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that are only tried out refuse nobody, and tell whom they would have refused. */
final class LimitShadowTest {
  private static final String SHADOW = "X-RateLimit-Shadow";

  private static Config config(LimitConfig... policies) {
    Config config = new Config().respond("r", "/", 200, "ok");
    for (LimitConfig policy : policies) {
      config.limit(policy.section());
    }
    return config;
  }

  @Test
  void nobodyIsRefusedAndNothingIsToldUnlessThatIsAskedFor() {
    LimitConfig policy = LimitConfig.of("p", route("r")).with(limit("one", 1), atATime("c", 1));
    try (GatewayFixture gateway = GatewayFixture.serving(config(policy.shadow().hidden()))) {
      assertThat(statuses(gateway, 4, get("/"))).containsOnly(200);
      assertThat(gateway.get("/").head()).doesNotContain("RateLimit");
    }
    try (GatewayFixture gateway = GatewayFixture.serving(config(policy.shadow()))) {
      assertThat(gateway.get("/").head()).doesNotContain("RateLimit");
      Wire.Message second = gateway.get("/");
      assertThat(second.status()).isEqualTo(200);
      assertThat(second.all(SHADOW)).containsExactly("test/p/one");
      assertThat(second.head()).doesNotContain("X-RateLimit-Limit", "RateLimit-Policy");
    }
  }

  @Test
  void theyNeitherStopOthersNorAreStoppedByThem() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(
                LimitConfig.of("tried", route("r")).with(limit("one", 1)).shadow(),
                LimitConfig.of("real", route("r")).with(limit("three", 3))))) {
      assertThat(statuses(gateway, 5, get("/"))).containsExactly(200, 200, 200, 429, 429);
      Wire.Message refused = gateway.get("/");
      assertThat(refused.all(SHADOW)).containsExactly("test/tried/one");
      assertThat(refused.text()).contains("test/real/three");
    }
  }

  @Test
  void whoIsRefusedByOneHoldsNoPlaceOfAnother() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(
                LimitConfig.of("tried", route("r")).with(atATime("two", 2)).shadow(),
                LimitConfig.of("real", route("r")).with(limit("one", 1))))) {
      assertThat(statuses(gateway, 4, get("/"))).containsExactly(200, 429, 429, 429);
      Wire.Message refused = gateway.get("/");
      assertThat(refused.text()).contains("test/real/one");
      assertThat(refused.all(SHADOW)).isEmpty();
    }
  }

  @Test
  void theLogTellsWhichLimitsRefusedAndWhichWouldHave(@TempDir Path dir) {
    Path access = dir.resolve("access.log");
    try (GatewayFixture gateway =
        GatewayFixture.start(GatewayFixture.options().withAccessLog(new LogTarget.File(access)))) {
      gateway.apply(
          config(
              LimitConfig.of("tried", route("r")).with(limit("one", 1), limit("two", 1)).shadow(),
              LimitConfig.of("real", route("r")).with(limit("two", 2))));
      assertThat(statuses(gateway, 3, get("/"))).containsExactly(200, 200, 429);
      await().untilAsserted(() -> assertThat(Files.readAllLines(access)).hasSize(3));
      List<String> lines = linesOf(access);
      assertThat(lines.get(0)).doesNotContain("imit");
      assertThat(lines.get(1))
          .contains("\"shadowLimits\":\"test/tried/one, test/tried/two\"")
          .doesNotContain("\"limit\"");
      assertThat(lines.get(2))
          .contains("\"reason\":\"RATE_LIMITED\"", "\"limit\":\"test/real/two\"");
    }
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
