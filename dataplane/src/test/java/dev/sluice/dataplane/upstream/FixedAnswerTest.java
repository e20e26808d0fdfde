package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of known length, whose head is put before their body. */
final class FixedAnswerTest {
  private static String answer(int headBytes, int bodyBytes) {
    return "HTTP/1.1 200 OK\r\nX-Long: "
        + "h".repeat(headBytes)
        + "\r\nContent-Length: "
        + bodyBytes
        + "\r\n\r\n"
        + "b".repeat(bodyBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 900, 1_000, 1_100, 5_000, 19_000, 30_000})
  void aHeadOfAnySizeComesBeforeItsBody(int headBytes) {
    for (int bodyBytes : new int[] {0, 1, 1_000, 16_384, 100_000}) {
      try (var backend = ScriptedBackend.answering(answer(headBytes, bodyBytes));
          var proxy = ProxyFixture.to(backend);
          var client = proxy.client()) {
        for (int i = 0; i < 3; i++) {
          var response = client.send(ProxyFixture.get("/" + i)).response();
          assertThat(response.first("X-Long")).hasSize(headBytes).matches("h*");
          assertThat(response.text()).hasSize(bodyBytes).matches("b*");
        }
      }
    }
  }

  @Test
  void aClientThatReadsSlowlyGetsAllOfIt() {
    int size = 4 << 20;
    try (var backend = ScriptedBackend.answering(answer(3_000, size));
        var proxy = ProxyFixture.to(backend);
        var client = Wire.connect(proxy.listener().address().getPort(), 4_096)) {
      client.send(ProxyFixture.get("/"));
      var response = client.response();
      assertThat(response.first("X-Long")).hasSize(3_000);
      assertThat(response.body()).hasSize(size).containsOnly('b');
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
    }
  }

  @Test
  void theConnectionEndsWithTheAnswerIfTheClientSaysSo() {
    try (var backend = ScriptedBackend.answering(answer(1, 10));
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      var response =
          client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").response();
      assertThat(response.text()).isEqualTo("b".repeat(10));
      assertThat(response.first("Connection")).isEqualTo("close");
      assertThat(client.endsCleanly()).isTrue();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  for (var request = wire.request(); request != null; request = wire.request()) {
                    String path = request.startLine().split(" ")[1];
                    wire.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                  }
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/1") + ProxyFixture.get("/22") + ProxyFixture.get("/333"));
      assertThat(client.response().text()).isEqualTo("/1");
      assertThat(client.response().text()).isEqualTo("/22");
      assertThat(client.response().text()).isEqualTo("/333");
    }
  }
}
