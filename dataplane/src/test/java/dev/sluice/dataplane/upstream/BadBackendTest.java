package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Carrier.class)
final class BadBackendTest {
  BadBackendTest(Carrier carrier) {
    carrier.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Sends this to the first request of each connection, and nothing more. */
  private static ScriptedBackend saying(String bytes) {
    return ScriptedBackend.start(
        wire -> {
          if (wire.request() != null) {
            wire.send(bytes);
            wire.request();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 2OO OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: b\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\rc\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\0c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nnothing\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 02\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0000000000000002\r\nok\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
      })
  void whatIsNotHttpIsABadGateway(String bytes) {
    try (var backend = saying(bytes);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.get("/")).response();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.text()).contains("\"reason\":\"UPSTREAM_PROTOCOL_ERROR\"");
      // The client is not to blame: its connection lives on, the backend's does not.
      client.send(ProxyFixture.get("/"));
      assertThat(client.response().status()).isEqualTo(502);
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aHeadWithoutEndIsABadGateway() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 200 OK\r\n");
                  while (true) {
                    wire.send("X-Filler: " + "x".repeat(1000) + "\r\n");
                  }
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text())
          .contains("UPSTREAM_PROTOCOL_ERROR");
    }
  }

  @Test
  void interimResponsesWithoutEndAreABadGateway() {
    try (var backend = saying("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000) + OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text())
          .contains("UPSTREAM_PROTOCOL_ERROR");
    }
  }

  @Test
  void ofTwoAnswersTheClientSeesOneAndTheConnectionIsDropped() {
    try (var backend = saying(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 1; i < 4; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
        assertThat(backend.accepted()).isEqualTo(i);
      }
    }
  }

  @Test
  void aSecondAnswerThatComesLaterIsNeverTakenForTheNextRequests() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                  Thread.sleep(50);
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                  wire.request();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
      await().untilAsserted(() -> assertThat(proxy.view().idleConnections()).isZero());
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
    }
  }

  @Test
  void anAnswerToHeadWithABodyDropsTheConnection() {
    try (var backend = saying(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.responseHead().status()).isEqualTo(200);
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npartial\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\npartial",
      })
  void anAnswerThatBreaksOffBreaksTheClientsConnection(String bytes) {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(bytes);
                });
        var proxy = ProxyFixture.to(backend)) {
      try (var client = proxy.client()) {
        client.send(ProxyFixture.get("/"));
        assertThat(client.responseHead().status()).isEqualTo(200);
        String rest = new String(client.bytes(1_000), StandardCharsets.UTF_8);
        assertThat(rest).contains("partial").doesNotContain("0\r\n\r\n");
      }
      // Also where the client would take the end of the connection for the end of the answer.
      try (var client = proxy.client()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        var head = client.responseHead();
        assertThat(head.first("Content-Length") != null || head.first("Transfer-Encoding") != null)
            .isTrue();
        // Whoever leaves before the end is a client that went away.
        String rest = new String(client.bytes(1_000), StandardCharsets.UTF_8);
        assertThat(rest).contains("partial").doesNotContain("0\r\n\r\n");
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(proxy.ended())
                      .hasSize(2)
                      .allMatch(c -> c.failure() == FailureKind.UPSTREAM_TRUNCATED));
    }
  }

  @Test
  void toAnOldClientABrokenAnswerEndsInAReset() {
    CountDownLatch delivered = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npartial");
                  delivered.await();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
      assertThat(client.responseHead().status()).isEqualTo(200);
      client.bytes(7);
      delivered.countDown();
      assertThat(client.endsCleanly()).isFalse();
    }
  }

  @Test
  void aBackendThatClosesWithoutAWordIsABadGateway() {
    try (var backend = ScriptedBackend.start(Wire::request);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.get("/")).response();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.text()).contains("\"reason\":\"UPSTREAM_RESET\"");
      // It was a new connection: nothing says that the request was not acted on.
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aBackendThatDoesNotListenIsABadGateway() {
    try (var gone = new RefusingPort();
        var proxy = new ProxyFixture(ProxyFixture.Settings.DEFAULT, gone.endpoint());
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.post("/", "x")).response();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.text()).contains("\"reason\":\"UPSTREAM_CONNECT_FAILED\"");
      assertThat(proxy.view().connectFailures()).isEqualTo(2);
      assertThat(proxy.view().activeConnections()).isZero();
      assertThat(proxy.view().activeRequests()).isZero();
    }
  }

  @Test
  void aBackendWithoutEndpointsIsUnavailable() {
    try (var proxy = ProxyFixture.to();
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.get("/")).response();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.text()).contains("\"reason\":\"NO_ENDPOINT\"");
    }
  }
}
