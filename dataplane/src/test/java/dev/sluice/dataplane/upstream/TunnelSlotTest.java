package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.concurrency.ConcurrencyView;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A tunnel has a slot of its backend as long as it lives, and however it ends. */
@ParameterizedClass
@EnumSource(Carrier.class)
final class TunnelSlotTest {
  TunnelSlotTest(Carrier carrier) {
    carrier.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static ProxyFixture.Settings one() {
    return ProxyFixture.Settings.DEFAULT.backend(b -> b.with(new Concurrency.Limited(1, 0)));
  }

  /** Opens tunnels and does this with them; answers all other requests. */
  private static ScriptedBackend backend(ScriptedBackend.Script then) {
    return ScriptedBackend.start(
        wire -> {
          for (var r = wire.request(); r != null; r = wire.request()) {
            if (r.first("Upgrade") != null) {
              wire.send(WebSocketTest.ACCEPTED + "hello");
              then.run(wire);
              return;
            }
            wire.send(OK);
          }
        });
  }

  private static ConcurrencyView view(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards().concurrency().orElseThrow();
  }

  private static int status(ProxyFixture proxy) {
    try (Wire client = proxy.client()) {
      return client.send(ProxyFixture.get("/")).response().status();
    }
  }

  private static Wire open(ProxyFixture proxy) {
    Wire client = proxy.client();
    client.send(WebSocketTest.UPGRADE);
    assertThat(client.responseHead().status()).isEqualTo(101);
    assertThat(client.bytes(5)).asString().isEqualTo("hello");
    return client;
  }

  private static void isFreeAgain(ProxyFixture proxy) {
    await().untilAsserted(() -> assertThat(view(proxy).inFlight()).isZero());
    assertThat(status(proxy)).isEqualTo(200);
    await().untilAsserted(() -> assertThat(view(proxy).inFlight()).isZero());
    assertThat(proxy.upstreams().tunnels().count()).isZero();
    await().untilAsserted(() -> assertThat(proxy.view().activeRequests()).isZero());
    await().untilAsserted(() -> assertThat(proxy.view().activeConnections()).isZero());
  }

  private static void ends(ScriptedBackend.Script backend, Consumer<Wire> client) {
    ends(one(), backend, client);
  }

  private static void ends(
      ProxyFixture.Settings settings, ScriptedBackend.Script script, Consumer<Wire> client) {
    CountDownLatch seen = new CountDownLatch(1);
    try (ScriptedBackend backend =
            backend(
                wire -> {
                  seen.await(60, TimeUnit.SECONDS);
                  script.run(wire);
                });
        ProxyFixture proxy = ProxyFixture.to(settings, backend);
        Wire tunnel = open(proxy)) {
      assertThat(view(proxy).inFlight()).isEqualTo(1);
      assertThat(proxy.view().activeRequests()).as("a tunnel is load").isEqualTo(1);
      assertThat(status(proxy)).as("the only slot is taken").isEqualTo(503);
      seen.countDown();
      client.accept(tunnel);
      isFreeAgain(proxy);
    }
  }

  @Test
  void theClientLeaves() {
    ends(Wire::awaitEnd, Wire::close);
  }

  @Test
  void theClientResetsIt() {
    ends(Wire::awaitEnd, Wire::reset);
  }

  private static void leavesToo(Wire tunnel) {
    tunnel.awaitEnd();
    tunnel.close();
  }

  @Test
  void theBackendLeaves() {
    ends(Wire::close, TunnelSlotTest::leavesToo);
  }

  @Test
  void theBackendResetsIt() {
    ends(Wire::reset, TunnelSlotTest::leavesToo);
  }

  @Test
  void oneHalfEndsAfterTheOther() {
    ends(
        wire -> {
          wire.awaitEnd();
          wire.send("bye");
        },
        tunnel -> {
          tunnel.shutdownOutput();
          assertThat(tunnel.bytes(3)).asString().isEqualTo("bye");
        });
  }

  @Test
  void nothingMoves() {
    Timeout ample = Timeout.after(Duration.ofSeconds(20));
    ends(
        one().timeouts(new RouteTimeouts(ample, ample, Timeout.after(Duration.ofMillis(300)))),
        Wire::awaitEnd,
        Wire::awaitEnd);
  }

  @Test
  void theGatewayDrains() {
    try (ScriptedBackend backend = backend(Wire::awaitEnd);
        ProxyFixture proxy = ProxyFixture.to(one(), backend);
        Wire tunnel = open(proxy)) {
      proxy.upstreams().tunnels().closeAll();
      tunnel.awaitEnd();
      isFreeAgain(proxy);
    }
  }

  @Test
  void anEndpointThatLeavesKeepsItsTunnelAndTheTunnelItsSlot() {
    CountDownLatch left = new CountDownLatch(1);
    try (ScriptedBackend backend =
            backend(
                wire -> {
                  left.await(60, TimeUnit.SECONDS);
                  wire.send("still there");
                  wire.awaitEnd();
                });
        ScriptedBackend other = backend(Wire::awaitEnd);
        ProxyFixture proxy = ProxyFixture.to(one(), backend);
        Wire tunnel = open(proxy)) {
      proxy.endpoints(other.endpoint());
      left.countDown();
      assertThat(tunnel.bytes(11)).asString().isEqualTo("still there");
      assertThat(status(proxy)).isEqualTo(503);
      tunnel.close();
      isFreeAgain(proxy);
    }
  }

  /** What is no tunnel after all has its slot as long as any request. */
  @Test
  void noTunnelIsOpened() {
    for (String answer :
        new String[] {
          "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
          ""
        }) {
      try (ScriptedBackend backend =
              ScriptedBackend.start(
                  wire -> {
                    var request = wire.request();
                    if (request != null) {
                      wire.send(request.first("Upgrade") == null ? OK : answer);
                    }
                  });
          ProxyFixture proxy = ProxyFixture.to(one(), backend);
          Wire client = proxy.client()) {
        assertThat(client.send(WebSocketTest.UPGRADE).response().status()).isNotEqualTo(101);
        isFreeAgain(proxy);
      }
    }
  }

  @Test
  void theClientLeavesBeforeTheAnswer() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  for (var r = wire.request(); r != null; r = wire.request()) {
                    if (r.first("Upgrade") == null) {
                      wire.send(OK);
                    } else {
                      asked.countDown();
                      gone.await(60, TimeUnit.SECONDS);
                      wire.send(WebSocketTest.ACCEPTED);
                      wire.awaitEnd();
                      return;
                    }
                  }
                });
        ProxyFixture proxy = ProxyFixture.to(one(), backend)) {
      Wire client = proxy.client();
      client.send(WebSocketTest.UPGRADE);
      await().until(() -> asked.getCount() == 0);
      client.reset();
      gone.countDown();
      isFreeAgain(proxy);
    }
  }
}
