package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeaderForwardingTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void hopByHopHeadersOfTheRequestStayHere() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a.example:81\r\n"
              + "Connection: X-Secret, keep-alive, Host,X-Forwarded-For\r\n"
              + "X-Secret: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\nTrailer: X\r\n"
              + "Proxy-Connection: close\r\nProxy-Authorization: x\r\nUpgrade: h2c\r\n"
              + "HTTP2-Settings: AAA\r\nX-Forwarded-For: 1.2.3.4\r\n"
              + "Accept: a\r\nAccept: b\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().fields())
          .containsExactlyInAnyOrder(
              "Host: a.example:81",
              "X-Forwarded-For: 1.2.3.4",
              "Accept: a",
              "Accept: b",
              "Via: 1.1 sluice");
    }
  }

  @Test
  void hopByHopHeadersOfTheResponseStayHere() {
    try (var backend =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nConnection: X-Secret\r\nX-Secret: 1\r\nKeep-Alive: x\r\n"
                    + "Proxy-Authenticate: x\r\nTrailer: X\r\nUpgrade: h2c\r\nServer: banner\r\n"
                    + "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n"
                    + "Content-Length: 2\r\n\r\nok");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.get("/")).response();
      assertThat(response.fields())
          .containsExactlyInAnyOrder(
              "Date: Sun, 06 Nov 1994 08:49:37 GMT",
              "Set-Cookie: a",
              "Set-Cookie: b",
              "Content-Length: 2");
    }
  }

  @Test
  void aBackendThatClosesItsConnectionLeavesTheClientsOpen() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        var response = client.send(ProxyFixture.get("/")).response();
        assertThat(response.text()).isEqualTo("ok");
        assertThat(response.all("Connection")).isEmpty();
      }
      assertThat(backend.accepted()).isEqualTo(3);
    }
  }

  @Test
  void aClientThatClosesItsConnectionLeavesTheBackendsOpen() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend)) {
      for (int i = 0; i < 3; i++) {
        try (var client = proxy.client()) {
          client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
          var response = client.response();
          assertThat(response.all("Connection")).containsExactly("close");
          assertThat(client.endsCleanly()).isTrue();
        }
      }
      assertThat(backend.accepted()).isEqualTo(1);
      assertThat(backend.lastRequest().all("Connection")).isEmpty();
    }
  }

  @Test
  void longHeadersPassInBothDirections() {
    String big = "x".repeat(30_000);
    try (var backend =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nX-Big: " + big + "\r\nContent-Length: 2\r\n\r\nok");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + big + "\r\n\r\n");
      var response = client.response();
      assertThat(response.first("X-Big")).isEqualTo(big);
      assertThat(backend.lastRequest().first("X-Big")).isEqualTo(big);
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
    }
  }
}
