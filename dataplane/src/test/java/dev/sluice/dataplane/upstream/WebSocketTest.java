package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.Timeout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebSocketTest {
  /** Key and accept of RFC 6455, section 1.3. */
  static final String UPGRADE =
      "GET /chat?x=1 HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
          + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat\r\n\r\n";

  static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
          + "Sec-WebSocket-Protocol: chat\r\n\r\n";

  private static void echo(Wire wire) throws Exception {
    byte[] buffer = new byte[64 * 1024];
    for (int n = wire.readSome(buffer); n >= 0; n = wire.readSome(buffer)) {
      wire.send(Arrays.copyOf(buffer, n));
    }
  }

  private static ScriptedBackend echoing() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              var request = wire.request();
              if (request != null) {
                self[0].record(request);
                wire.send(ACCEPTED + "hello");
                echo(wire);
              }
            });
    return self[0];
  }

  private static String text(Wire wire, int count) {
    return new String(wire.bytes(count), StandardCharsets.UTF_8);
  }

  @Test
  void aTunnelCarriesBytesBothWaysAndIsCounted() {
    try (var backend = echoing();
        var proxy =
            ProxyFixture.to(
                ProxyFixture.Settings.DEFAULT.request(Timeout.after(Duration.ofMillis(2_000))),
                backend);
        var client = proxy.client()) {
      // What follows the request at once belongs to the tunnel already.
      client.send(UPGRADE + "early");
      var head = client.responseHead();
      assertThat(head.status()).isEqualTo(101);
      assertThat(head.all("Upgrade")).containsExactly("websocket");
      assertThat(head.all("Connection")).containsExactly("Upgrade");
      assertThat(head.all("Sec-WebSocket-Protocol")).containsExactly("chat");
      assertThat(head.all("Sec-WebSocket-Accept")).hasSize(1);
      assertThat(text(client, 10)).isEqualTo("helloearly");
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /chat?x=1 HTTP/1.1");
      assertThat(backend.lastRequest().all("Connection")).containsExactly("Upgrade");
      assertThat(backend.lastRequest().all("Upgrade")).containsExactly("websocket");

      assertThat(proxy.upstreams().tunnels().count()).isEqualTo(1);
      assertThat(proxy.ended()).isEmpty();
      for (int i = 0; i < 10; i++) {
        client.send("ping" + i);
        assertThat(text(client, 5)).isEqualTo("ping" + i);
        sleep(250); // longer in all than the request may take
      }
      client.close();
      await().untilAsserted(() -> assertThat(proxy.upstreams().tunnels().count()).isZero());
      await()
          .untilAsserted(
              () -> assertThat(proxy.ended()).hasSize(1).allMatch(c -> c.upstream().upgraded()));
      assertThat(proxy.view().activeConnections()).isZero();
      assertThat(proxy.view().activeRequests()).isZero();
      assertThat(proxy.ended().get(0).failure()).isNull();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTunnelHoldsBackWhoIsFasterThanTheOther() throws Exception {
    // More than the socket buffers on the way there and back can grow to.
    int blocks = 4_000;
    byte[] block = new byte[64 * 1024];
    AtomicInteger sent = new AtomicInteger();
    try (var backend = echoing();
        var proxy = ProxyFixture.to(backend);
        var client = Wire.connect(proxy.listener().address().getPort(), 32 * 1024)) {
      client.send(UPGRADE);
      assertThat(client.responseHead().status()).isEqualTo(101);
      assertThat(text(client, 5)).isEqualTo("hello");
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < blocks; i++) {
                      client.send(block);
                      sent.incrementAndGet();
                    }
                  });
      // Until nothing moves any more.
      for (int before = -1; sent.get() != before; Thread.sleep(300)) {
        before = sent.get();
      }
      assertThat(sent).hasValueLessThan(blocks);
      for (int i = 0; i < blocks; i++) {
        assertThat(client.bytes(block.length)).hasSize(block.length);
      }
      sender.join();
    }
  }

  @Test
  void aHalfThatEndsLeavesTheOtherOpen() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(ACCEPTED);
                  wire.awaitEnd();
                  ended.countDown();
                  wire.send("still there");
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(UPGRADE);
      assertThat(client.responseHead().status()).isEqualTo(101);
      client.shutdownOutput();
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(text(client, 11)).isEqualTo("still there");
      assertThat(client.endsCleanly()).isTrue();
      await().untilAsserted(() -> assertThat(proxy.upstreams().tunnels().count()).isZero());
    }
  }

  @Test
  void closeAllClosesThem() {
    try (var backend = echoing();
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(UPGRADE);
      assertThat(client.responseHead().status()).isEqualTo(101);
      assertThat(text(client, 5)).isEqualTo("hello");
      proxy.upstreams().tunnels().closeAll();
      client.awaitEnd();
      await().untilAsserted(() -> assertThat(proxy.upstreams().tunnels().count()).isZero());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno",
      })
  void anyOtherAnswerIsPlainHttp(String answer) {
    try (var backend = ScriptedBackend.answering(answer);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      assertThat(client.send(UPGRADE).response().text()).isEqualTo("no");
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("no");
      assertThat(proxy.upstreams().tunnels().count()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: AAAAMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
      })
  void a101ThatIsNotTheAnswerToTheRequestIsABadGateway(String answer) {
    try (var backend = ScriptedBackend.answering(answer);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      var response = client.send(UPGRADE).response();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.text()).contains("UPSTREAM_PROTOCOL_ERROR");
      assertThat(proxy.upstreams().tunnels().count()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA\r\n",
        "Upgrade: H2C\r\nConnection: Upgrade\r\n",
        "Upgrade: foo, h2c\r\nConnection: Upgrade\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
      })
  void noOtherUpgradeIsPassedOn(String fields) {
    try (var backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Upgrade")).isEmpty();
      assertThat(backend.lastRequest().all("Connection")).isEmpty();
    }
  }
}
