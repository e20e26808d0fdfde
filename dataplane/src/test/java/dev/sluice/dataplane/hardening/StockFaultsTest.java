package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.Wire;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What a stock ProxyHandler gets wrong and no other test holds; {@code docs/hardening.md} names the
 * tests of the rest.
 */
final class StockFaultsTest {
  private final Map<String, AtomicInteger> seen = EchoBackend.counters();

  /** There, one idle connection of each thread is closed, and the rest are left. */
  @Test
  void aRemovedEndpointHasNoConnectionLeftOnAnyThread() {
    try (EchoBackend removed = new EchoBackend(seen).mode(EchoBackend.Mode.SLOW);
        EchoBackend kept = new EchoBackend(seen);
        GatewayFixture gateway = serving(removed)) {
      try (Load load = new Load(gateway.port())) {
        load.await(30);
      }
      assertThat(removed.connections()).isGreaterThan(1);
      gateway.apply(new Config().backend("b", kept.endpoint()).forward("all", "/", "b"));
      await().untilAsserted(() -> assertThat(removed.connections()).isZero());
      assertThat(gateway.get("/get/x").status()).isEqualTo(200);
    }
  }

  /** There, cookies are parsed for every request, and too many of them refuse it. */
  @Test
  void cookiesAreNobodysBusinessHere() {
    String cookies = "a=\"b; c=\u00e9; =; ;;; d=1, e=2".concat("; x=y".repeat(400));
    try (RawBackend backend = new RawBackend();
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config().backend("b", backend.endpoint()).forward("all", "/", "b"))) {
      assertThat(
              gateway.exchange(GatewayFixture.request("GET", "/", "Cookie: " + cookies)).status())
          .isEqualTo(200);
      assertThat(backend.whole().get(0).all("Cookie")).containsExactly(cookies);
    }
  }

  /** There, one failure to connect marks a host for everybody, for ten seconds. */
  @Test
  void aBackendThatIsBackIsServedWithTheNextRequest() {
    EchoBackend gone = new EchoBackend(seen);
    try (GatewayFixture gateway = serving(gone)) {
      gone.close();
      Wire.Message refused = gateway.get("/get/1");
      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.text()).contains("UPSTREAM_CONNECT_FAILED");
      try (EchoBackend back = new EchoBackend(seen, gone.endpoint().port())) {
        assertThat(gateway.get("/get/2").status()).isEqualTo(200);
        assertThat(back.connections()).isEqualTo(1);
      }
    }
  }

  private static GatewayFixture serving(EchoBackend backend) {
    return GatewayFixture.serving(
        new Config().backend("b", backend.endpoint()).forward("all", "/", "b"));
  }
}
