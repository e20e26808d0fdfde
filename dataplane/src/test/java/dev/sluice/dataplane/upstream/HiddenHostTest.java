package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the listener hides from Undertow's parser, nobody else misses. */
final class HiddenHostTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: 127.0.0.1",
        "Host: 127.0.0.1:8080",
        "host: 10.0.0.1",
        "HOST: 9.example.com",
        "Host:  10.0.0.1",
        "Host:10.0.0.1",
        "Host: 0",
        "Accept: */*\r\nHost: 10.0.0.1"
      })
  void aHiddenHostReachesTheBackendAsItWasSent(String fields) {
    String expected = fields.replaceAll("(?is).*host: *", "");
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      String request = "GET /a HTTP/1.1\r\n" + fields + "\r\n\r\n";
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(request).response().status()).isEqualTo(200);
        assertThat(backend.lastRequest().all("Host")).containsExactly(expected);
      }
      client.send(request + request);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Host")).containsExactly(expected);
    }
  }

  @Test
  void aHeadInPiecesIsTheSameHead() {
    String request = "GET /a HTTP/1.1\r\nHost: 10.0.0.1\r\nAccept: a\r\n\r\n";
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int cut = 1; cut < request.length(); cut++) {
        client.send(request.substring(0, cut));
        client.send(request.substring(cut));
        assertThat(client.response().status()).isEqualTo(200);
        assertThat(backend.lastRequest().all("Host")).containsExactly("10.0.0.1");
      }
    }
  }

  @Test
  void anAbsoluteTargetStillHasToNameItsHost() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      String same = "GET http://10.0.0.1/a HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n";
      assertThat(client.send(same).response().status()).isEqualTo(200);
      String other = "GET http://10.0.0.1/a HTTP/1.1\r\nHost: 10.0.0.2\r\n\r\n";
      assertThat(client.send(other).response().status()).isEqualTo(400);
    }
  }

  @Test
  void twoOfThemAreStillTwo() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      String request = "GET /a HTTP/1.1\r\nHost: 1.2.3.4\r\nHost: 1.2.3.4\r\n\r\n";
      assertThat(client.send(request).response().status()).isEqualTo(400);
    }
  }
}
