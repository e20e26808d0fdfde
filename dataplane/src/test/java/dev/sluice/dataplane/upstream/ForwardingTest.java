package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

final class ForwardingTest {
  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Backend: yes\r\n\r\nok";

  @Test
  void aGetReachesTheBackendAndItsAnswerTheClient() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.get("/a/b?c=d&e")).response();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("ok");
      assertThat(response.first("X-Backend")).isEqualTo("yes");
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /a/b?c=d&e HTTP/1.1");
      assertThat(backend.lastRequest().all("Host")).containsExactly("example.com");
    }
  }

  @Test
  void manyRequestsShareOneConnectionOnBothSides() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend);
        var client = proxy.client()) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.send(ProxyFixture.get("/" + i)).response().text()).isEqualTo("ok");
      }
      assertThat(backend.requests()).hasSize(50);
      assertThat(backend.accepted()).isEqualTo(1);
      assertThat(proxy.view().connects()).isEqualTo(1);
      await().untilAsserted(() -> assertThat(proxy.view().idleConnections()).isEqualTo(1));
      assertThat(proxy.view().activeRequests()).isZero();
    }
  }

  @Test
  void aPostWithALengthArrivesWithALength() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.post("/", "hello")).response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo("hello");
      assertThat(backend.lastRequest().all("Content-Length")).containsExactly("5");
      assertThat(backend.lastRequest().all("Transfer-Encoding")).isEmpty();
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
    }
  }

  @Test
  void aChunkedPostArrivesChunkedAndWithoutTrailers() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      client.send("6\r\n world\r\n0\r\nX-Trailer: no\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo("hello world");
      assertThat(backend.lastRequest().all("Transfer-Encoding")).containsExactly("chunked");
      assertThat(backend.lastRequest().fields()).noneMatch(f -> f.startsWith("X-Trailer"));
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
    }
  }

  @Test
  void aPostWithNothingInItSaysSo() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Content-Length")).containsExactly("0");
    }
  }

  @Test
  void chunkedAnswersStayChunkedAndLoseTheirTrailers() {
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX-T: 1\r\n\r\n";
    try (var backend = ScriptedBackend.answering(chunked);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        var response = client.send(ProxyFixture.get("/")).response();
        assertThat(response.text()).isEqualTo("hello world");
        assertThat(response.all("Transfer-Encoding")).containsExactly("chunked");
        assertThat(response.all("Content-Length")).isEmpty();
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void answersThatEndWithTheConnectionAreWholeAtTheClient() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nall there is");
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("all there is");
      }
      assertThat(backend.accepted()).isEqualTo(3);
    }
  }

  @Test
  void aHttp10ClientGetsItsAnswerAndTheEndOfTheConnection() {
    try (var backend =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      var response = client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").response();
      assertThat(response.text()).isEqualTo("ok");
      assertThat(response.all("Transfer-Encoding")).isEmpty();
    }
  }

  @Test
  void aHttp10ClientThatAsksForItKeepsItsConnection() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      String request = "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
      for (int i = 0; i < 2; i++) {
        var response = client.send(request).response();
        assertThat(response.text()).isEqualTo("ok");
        assertThat(response.all("Connection")).containsExactly("keep-alive");
      }
    }
  }

  @Test
  void headHasNoBodyButItsLength() {
    try (var backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        var head = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").responseHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.first("Content-Length")).isEqualTo("77");
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aNotModifiedWithALengthHasNoBody() {
    try (var backend =
            ScriptedBackend.answering(
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\nETag: \"x\"\r\n\r\n");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        var response = client.send(ProxyFixture.get("/")).response();
        assertThat(response.status()).isEqualTo(304);
        assertThat(response.first("ETag")).isEqualTo("\"x\"");
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aNoContentWithALengthHasNoBody() {
    try (var backend =
            ScriptedBackend.answering("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n");
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(204);
      }
    }
  }

  @Test
  void interimResponsesAreSwallowedAndTheFinalOneArrives() {
    try (var backend =
            ScriptedBackend.answering(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n" + OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        var response = client.send(ProxyFixture.get("/")).response();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.all("Link")).isEmpty();
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  for (var r = wire.request(); r != null; r = wire.request()) {
                    String path = r.startLine().split(" ")[1];
                    wire.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                  }
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/1") + ProxyFixture.post("/2", "x") + ProxyFixture.get("/3"));
      assertThat(client.response().text()).isEqualTo("/1");
      assertThat(client.response().text()).isEqualTo("/2");
      assertThat(client.response().text()).isEqualTo("/3");
    }
  }
}
