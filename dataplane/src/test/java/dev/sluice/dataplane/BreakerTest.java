package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.RetryBudget;
import dev.sluice.snapshot.Timeout;
import org.junit.jupiter.api.Test;

/** Breakers of a whole data plane: whose they are, and who stands in. */
final class BreakerTest {
  private static final String BROKEN = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
  private static final String SPARE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nspare";

  private static CircuitBreaker.On afterTwo(BreakerFallback fallback) {
    return new CircuitBreaker.On(100, 100, Timeout.NONE, 10_000, 10_000, 2, 3_600_000, 1, fallback);
  }

  private static BackendSection broken(BreakerFallback fallback) {
    return BackendSection.of(key("broken")).with(afterTwo(fallback));
  }

  @Test
  void oneBreakerServesAllRoutesOfABackendAndOutlivesSnapshots() {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(broken(BreakerFallback.REFUSE), backend.endpoint())
                    .forward("one", "/one", "broken")
                    .forward("two", "/two", "broken"))) {
      assertThat(gateway.get("/one").status()).isEqualTo(500);
      assertThat(gateway.get("/two").status()).isEqualTo(500);
      assertThat(gateway.get("/one").status()).isEqualTo(503);
      gateway.apply(
          new Config()
              .backend(
                  broken(BreakerFallback.REFUSE).with(new RetryBudget(50, 1)), backend.endpoint())
              .forward("three", "/three", "broken"));
      assertThat(gateway.get("/three").status()).isEqualTo(503);
      assertThat(backend.requests()).hasSize(2);
      gateway.apply(
          new Config()
              .backend(BackendSection.of(key("broken")), backend.endpoint())
              .forward("three", "/three", "broken"));
      assertThat(gateway.get("/three").status()).isEqualTo(500);
    }
  }

  @Test
  void anotherBackendMayStandIn() {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var spare = ScriptedBackend.answering(SPARE);
        var gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        broken(new BreakerFallback.Elsewhere(key("spare"))), backend.endpoint())
                    .backend("spare", spare.endpoint())
                    .forward("one", "/", "broken"))) {
      assertThat(gateway.get("/").status()).isEqualTo(500);
      assertThat(gateway.get("/").status()).isEqualTo(500);
      assertThat(gateway.get("/").text()).isEqualTo("spare");
      assertThat(backend.requests()).hasSize(2);
      assertThat(spare.requests()).hasSize(1);
    }
  }

  @Test
  void whereBothAreOpenTheLastOneAnswers() {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        broken(new BreakerFallback.Elsewhere(key("spare"))), backend.endpoint())
                    .backend(
                        BackendSection.of(key("spare"))
                            .with(afterTwo(new BreakerFallback.Answer(203, "text/plain", "sorry"))),
                        backend.endpoint())
                    .forward("one", "/", "broken"))) {
      for (int i = 0; i < 4; i++) {
        assertThat(gateway.get("/").status()).isEqualTo(500);
      }
      assertThat(gateway.get("/").text()).isEqualTo("sorry");
      assertThat(backend.requests()).hasSize(4);
    }
  }
}
