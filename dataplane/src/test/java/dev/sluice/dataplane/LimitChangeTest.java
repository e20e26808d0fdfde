package dev.sluice.dataplane;

import static dev.sluice.dataplane.LimitConfig.LONG;
import static dev.sluice.dataplane.LimitConfig.bucket;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.rate;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Amount;
import org.junit.jupiter.api.Test;

/** What was used of a limit outlives every change of something else. */
final class LimitChangeTest {
  private static Config config(RateLimit... limits) {
    return new Config()
        .respond("r", "/r", 200, "ok")
        .limit(LimitConfig.of("p", route("r")).with(limits).section());
  }

  private static void changes(Config from, Config to, int before, Integer... after) {
    try (GatewayFixture gateway = GatewayFixture.serving(from)) {
      statuses(gateway, before, get("/r"));
      gateway.apply(to);
      assertThat(statuses(gateway, after.length, get("/r"))).containsExactly(after);
    }
  }

  @Test
  void aChangeOfARouteOrOfAnotherPolicyResetsNothing() {
    RateLimit three = limit("l", 3, client());
    changes(config(three), config(three).respond("other", "/other", 204, ""), 2, 200, 429);
    changes(
        config(three),
        config(three).limit(LimitConfig.of("q", route("r")).with(limit("l", 9)).section()),
        2,
        200,
        429);
    changes(
        config(three),
        new Config()
            .respond("r", "/", 200, "other")
            .limit(LimitConfig.of("p", route("r")).with(limit("new", 9), three).section()),
        2,
        200,
        429);
  }

  @Test
  void aChangeOfTheAmountKeepsWhatWasUsed() {
    changes(config(limit("l", 3)), config(limit("l", 4)), 3, 200, 429);
    changes(config(limit("l", 3)), config(limit("l", 2)), 3, 429);
    changes(config(limit("l", 3)), config(limit("l", 1_000)), 3, 200);
    changes(
        config(bucket("l", new Amount(3, LONG, 3))),
        config(bucket("l", new Amount(3, LONG, 4))),
        3,
        200,
        429);
  }

  @Test
  void anotherWindowOrAnotherNameBeginsAnew() {
    changes(config(limit("l", 1)), config(rate("l", new Amount(1, 2 * LONG, 0))), 2, 200, 429);
    changes(config(limit("l", 1)), config(limit("m", 1)), 2, 200, 429);
    changes(config(limit("l", 1)), config(bucket("l", new Amount(1, LONG, 1))), 2, 200, 429);
  }

  @Test
  void aPolicyThatMovesToAnotherTargetTakesItsCountersAlong() {
    RateLimit three = limit("l", 3, client());
    changes(
        config(three),
        new Config()
            .respond("r", "/r", 200, "ok")
            .limit(LimitConfig.of("p", new LimitTarget.Plane()).with(three).section()),
        2,
        200,
        429);
  }

  @Test
  void aPolicyThatIsGoneIsForgotten() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(limit("l", 1)))) {
      assertThat(statuses(gateway, 2, get("/r"))).containsExactly(200, 429);
      gateway.apply(new Config().respond("r", "/r", 200, "ok"));
      assertThat(statuses(gateway, 2, get("/r"))).containsExactly(200, 200);
      gateway.apply(config(limit("l", 1)));
      assertThat(statuses(gateway, 2, get("/r"))).containsExactly(200, 429);
    }
  }
}
