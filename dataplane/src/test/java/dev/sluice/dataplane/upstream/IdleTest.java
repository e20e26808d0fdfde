package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code timeouts.idle}: what has no deadline ends when nothing moves. */
final class IdleTest {
  private static final ProxyFixture.Settings SHORT = idle(Timeout.after(Duration.ofMillis(300)));

  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "6\r\ndata:1\r\n";

  private static ProxyFixture.Settings idle(Timeout idle) {
    Timeout ample = Timeout.after(Duration.ofSeconds(20));
    return ProxyFixture.Settings.DEFAULT.timeouts(new RouteTimeouts(ample, ample, idle));
  }

  @Test
  void anEventStreamWithoutEventsEnds() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(EVENTS);
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(SHORT, backend);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.responseHead().status()).isEqualTo(200);
      assertThat(client.chunk()).isEqualTo("data:1");
      client.awaitEnd();
      await().untilAsserted(() -> assertThat(proxy.view().activeConnections()).isZero());
    }
  }

  @Test
  void aTunnelInWhichNothingMovesEnds() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(WebSocketTest.ACCEPTED + "hello");
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(SHORT, backend);
        var client = proxy.client()) {
      client.send(WebSocketTest.UPGRADE);
      assertThat(client.responseHead().status()).isEqualTo(101);
      assertThat(client.bytes(5)).hasSize(5);
      client.awaitEnd();
      await().untilAsserted(() -> assertThat(proxy.upstreams().tunnels().count()).isZero());
    }
  }

  @Test
  void aTunnelWithoutALimitStays() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(WebSocketTest.ACCEPTED);
                  wire.send(wire.bytes(4));
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(idle(Timeout.NONE), backend);
        var client = proxy.client()) {
      client.send(WebSocketTest.UPGRADE);
      assertThat(client.responseHead().status()).isEqualTo(101);
      client.send("ping");
      assertThat(client.bytes(4)).hasSize(4);
      assertThat(proxy.upstreams().tunnels().count()).isEqualTo(1);
    }
  }
}
