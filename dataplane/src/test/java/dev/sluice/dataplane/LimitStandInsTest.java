package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RetryBudget;
import dev.sluice.snapshot.Timeout;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A request counts once, at the backend that its rule chose, whoever answers it. */
final class LimitStandInsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BROKEN = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";

  private static RateLimitSection most(long requests, String backend) {
    return LimitConfig.of(backend, new LimitTarget.Backend(key(backend)))
        .with(limit(backend, requests))
        .section();
  }

  @Test
  void failoverCountsForTheBackendThatFailed() {
    try (ScriptedBackend spare = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(BackendSection.of(key("main")).failingOverTo(List.of(key("spare"))))
                    .backend("spare", spare.endpoint())
                    .forward("r", "/", "main")
                    .limit(most(3, "main"), most(1, "spare")))) {
      assertThat(statuses(gateway, 4, get("/"))).containsExactly(200, 200, 200, 429);
      assertThat(gateway.get("/").text()).contains("test/main/main");
      assertThat(spare.requests()).hasSize(3);
    }
  }

  @Test
  void fallbackCountsForTheBackendWhoseBreakerIsOpen() {
    CircuitBreaker.On breaker =
        new CircuitBreaker.On(
            100,
            100,
            Timeout.NONE,
            10_000,
            10_000,
            1,
            3_600_000,
            1,
            new BreakerFallback.Elsewhere(key("spare")));
    try (ScriptedBackend broken = ScriptedBackend.answering(BROKEN);
        ScriptedBackend spare = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(BackendSection.of(key("main")).with(breaker), broken.endpoint())
                    .backend("spare", spare.endpoint())
                    .forward("r", "/", "main")
                    .limit(most(3, "main"), most(1, "spare")))) {
      assertThat(statuses(gateway, 4, get("/"))).containsExactly(500, 200, 200, 429);
      assertThat(spare.requests()).hasSize(2);
    }
  }

  @Test
  void aBackendThatRoutesNameTooCountsOnlyWhatTheySend() {
    try (ScriptedBackend spare = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(BackendSection.of(key("main")).failingOverTo(List.of(key("spare"))))
                    .backend("spare", spare.endpoint())
                    .forward("r", "/", "main")
                    .forward("s", "/spare", "spare")
                    .limit(most(1, "spare")))) {
      assertThat(statuses(gateway, get("/"), get("/spare"), get("/"), get("/spare"), get("/")))
          .containsExactly(200, 200, 200, 429, 200);
    }
  }

  @Test
  void aSecondTryOfAHedgeIsNoSecondRequest() {
    Semaphore late = new Semaphore(0);
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedBackend one = firstIsLate(asked, late);
        ScriptedBackend two = firstIsLate(asked, late);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        BackendSection.of(key("main"))
                            .with(new Hedge.After(20, 1))
                            .with(new RetryBudget(0, 100)),
                        one.endpoint(),
                        two.endpoint())
                    .forward("r", "/", "main")
                    .limit(most(9, "main")))) {
      assertThat(gateway.get("/").head()).contains("X-RateLimit-Remaining: 8\r\n");
      assertThat(asked).hasValue(2);
      late.release(10);
      assertThat(gateway.get("/").head()).contains("X-RateLimit-Remaining: 7\r\n");
    }
  }

  /** Of all that share the count. */
  private static ScriptedBackend firstIsLate(AtomicInteger asked, Semaphore late) {
    return ScriptedBackend.start(
        wire -> {
          for (var request = wire.request(); request != null; request = wire.request()) {
            if (asked.incrementAndGet() == 1) {
              late.acquire();
            }
            wire.send(OK);
          }
        });
  }
}
