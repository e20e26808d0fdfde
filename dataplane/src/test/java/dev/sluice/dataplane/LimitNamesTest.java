package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.LimitConfig.atATime;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.headAtOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteAction;
import org.junit.jupiter.api.Test;

/** What limits are called in answers, and of which of them {@code X-RateLimit-*} speak. */
final class LimitNamesTest {
  private static final RouteAction OK = new RouteAction.Respond(200, "text/plain", "ok");

  private static GatewayFixture serving(RateLimitSection... policies) {
    Config config = new Config().route("r", rule("/a", OK), rule("/b", OK));
    for (RateLimitSection policy : policies) {
      config.limit(policy);
    }
    return GatewayFixture.serving(config);
  }

  private static LimitConfig ofRule(String policy, String rule) {
    return LimitConfig.of(policy, new LimitTarget.Rule(key("r"), rule));
  }

  @Test
  void policiesOfOtherRulesTakeNoNamesAway() {
    try (GatewayFixture gateway =
        serving(
            ofRule("p", "rule-a").with(limit("all", 4)).section(),
            ofRule("q", "rule-b").with(limit("all", 2)).section())) {
      assertThat(headAtOnce(gateway.get("/a")))
          .contains("RateLimit-Policy: \"all\";q=4;w=3600\r\n");
      assertThat(headAtOnce(gateway.get("/b"))).contains("RateLimit: \"all\";r=1;t=3600\r\n");
    }
  }

  @Test
  void policiesOfWhichAnswersDoNotTellTakeNoNamesAway() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r")).with(limit("all", 4)).section(),
            LimitConfig.of("q", route("r")).with(limit("all", 2)).shadow().section(),
            LimitConfig.of("s", route("r")).with(limit("all", 8)).hidden().section())) {
      assertThat(headAtOnce(gateway.get("/a")))
          .contains("RateLimit-Policy: \"all\";q=4;w=3600\r\n");
    }
  }

  @Test
  void policiesOfOneNameAreToldApartByTheirNamespaces() {
    RateLimitSection own = LimitConfig.of("p", route("r")).with(limit("all", 4)).section();
    RateLimitSection platform =
        new RateLimitSection(
            new ObjectKey("platform", "p"),
            own.targets(),
            own.mode(),
            own.statusCode(),
            own.headers(),
            own.limits());
    try (GatewayFixture gateway = serving(own, platform)) {
      assertThat(headAtOnce(gateway.get("/a")))
          .contains("\"test.p.all\";q=4;w=3600", "\"platform.p.all\";q=4;w=3600");
    }
  }

  @Test
  void whereThereIsNoOtherALimitAtATimeSpeaks() {
    try (GatewayFixture gateway =
        serving(LimitConfig.of("p", route("r")).with(atATime("few", 3)).section())) {
      assertThat(gateway.get("/a").head())
          .contains("X-RateLimit-Limit: 3\r\n", "X-RateLimit-Remaining: 2\r\n")
          .contains("X-RateLimit-Reset: 1\r\n", "RateLimit: \"few\";r=2\r\n");
    }
  }

  @Test
  void aLimitWithATimeSpeaksBeforeOneAtATime() {
    try (GatewayFixture gateway =
        serving(
            LimitConfig.of("p", route("r"))
                .with(atATime("few", 3), limit("hour", 9), atATime("fewer", 2))
                .section())) {
      assertThat(headAtOnce(gateway.get("/a")))
          .contains("X-RateLimit-Limit: 9\r\n", "X-RateLimit-Remaining: 8\r\n")
          .contains("X-RateLimit-Reset: 3600\r\n");
    }
  }
}
