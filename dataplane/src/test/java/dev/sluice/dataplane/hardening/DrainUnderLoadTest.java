package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** P10 with every request looked at: leave is taken between requests, never within one. */
final class DrainUnderLoadTest {
  @Test
  void noRequestIsLostWhileTheGatewayTakesLeave() throws Exception {
    Map<String, AtomicInteger> seen = EchoBackend.counters();
    try (EchoBackend backend = new EchoBackend(seen).mode(EchoBackend.Mode.SLOW);
        GatewayFixture gateway =
            GatewayFixture.start(
                GatewayFixture.options()
                    .withDrain(Duration.ofSeconds(3), Duration.ofSeconds(30)))) {
      gateway.apply(new Config().backend("b", backend.endpoint()).forward("all", "/", "b"));
      try (Load load = new Load(gateway.port())) {
        load.await(50);
        // Blocks until all have left; the clients end when nobody listens any more.
        gateway.dataplane().drain();
        load.finish();
        assertThat(load.heard())
            .filteredOn(heard -> heard.status() != 200 || !heard.own())
            .isEmpty();
      }
      assertThat(seen).hasSizeGreaterThan(50);
    }
  }
}
