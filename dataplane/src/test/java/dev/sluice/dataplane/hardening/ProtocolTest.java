package dev.sluice.dataplane.hardening;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.Wire;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HX1, HX4, HX11 and HX12: what is left of section 3.4 for HTTP/1.1. */
final class ProtocolTest {
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  private final RawBackend backend = new RawBackend();
  private final GatewayFixture gateway =
      GatewayFixture.serving(
          new Config().backend("b", backend.endpoint()).forward("all", "/", "b"));

  @AfterEach
  void stop() {
    gateway.close();
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOT HTTP\r\n\r\n",
        "GET /x HTTP/1.1\r\n\r\n",
        "GET /x HTTP/1.1\nHost: a\n\n",
        "GET /x HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"
      })
  void behindASoundRequestABadOneIsRefusedAndTheConnectionEnds(String bad) {
    try (Wire client = gateway.client()) {
      client.send(request("GET", "/first") + bad + request("GET", "/smuggled"));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.endsCleanly()).isTrue();
    }
    assertThat(backend.whole()).extracting(StrictRequest.Whole::target).containsExactly("/first");
  }

  /** Bytes behind an upgrade that was not granted are requests, and judged as such. */
  @Test
  void withoutA101NothingLeavesHttp() {
    try (Wire client = gateway.client()) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: a.test\r\n" + UPGRADE + "\r\n" + request("GET", "/%00"));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.endsCleanly()).isTrue();
    }
    for (String framing : List.of("Content-Length: 5", "Transfer-Encoding: chunked")) {
      try (Wire client = gateway.client()) {
        client.send(
            "GET /ws HTTP/1.1\r\nHost: a.test\r\n"
                + UPGRADE
                + framing
                + "\r\n\r\n"
                + (framing.startsWith("C") ? "hello" : "5\r\nhello\r\n0\r\n\r\n"));
        assertThat(client.response().status()).isEqualTo(200);
      }
      StrictRequest.Whole seen = backend.whole().getLast();
      assertThat(seen.all("Upgrade")).as(framing).isEmpty();
      assertThat(seen.body()).asString().isEqualTo("hello");
    }
  }

  @Test
  void aCompressedBodyIsPassedOnAsItIs() {
    String bomb = "\u001f\u008b\b\u0000\u0000\u0000".repeat(2_000);
    assertThat(
            gateway
                .exchange(
                    request(
                            "POST",
                            "/x",
                            "Content-Encoding: gzip",
                            "Content-Length: " + bomb.length())
                        + bomb)
                .status())
        .isEqualTo(200);
    assertThat(backend.whole().getLast().body()).isEqualTo(StrictRequest.octets(bomb));
    assertThat(backend.whole().getLast().all("Content-Encoding")).containsExactly("gzip");
  }

  @Test
  void whatCannotBeFollowedByAnotherRequestEndsItsConnection() {
    record Refusal(int status, String request) {}
    for (Refusal each :
        List.of(
            new Refusal(400, request("GET", "/%00")),
            new Refusal(400, request("GET", "/x", "Connection: Host")),
            new Refusal(414, request("GET", "/" + "a".repeat(9_000))),
            new Refusal(417, request("POST", "/x", "Expect: x", "Content-Length: 3") + "abc"),
            new Refusal(431, request("GET", "/x", "X: " + "v".repeat(40_000))),
            new Refusal(501, request("POST", "/x", "Transfer-Encoding: gzip") + "abc"),
            new Refusal(501, request("FOO", "/x")),
            new Refusal(505, "GET /x HTTP/2.0\r\nHost: a.test\r\n\r\n"))) {
      try (Wire client = gateway.client()) {
        Wire.Message answer = client.send(each.request() + request("GET", "/smuggled")).response();
        assertThat(answer.status()).isEqualTo(each.status());
        assertThat(answer.first("Connection")).as(answer.startLine()).isEqualTo("close");
        assertThat(client.endsCleanly()).as(answer.startLine()).isTrue();
      }
    }
    assertThat(backend.whole()).isEmpty();
  }
}
