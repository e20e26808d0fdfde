package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** V3 and V4: where a body ends is never in doubt. */
final class RequestFramingTest {
  private static final AttackFixture attack = new AttackFixture();

  @AfterAll
  static void stop() {
    attack.close();
  }

  private static String chunked(String body) {
    return request("POST", "/x", "Transfer-Encoding: chunked") + body;
  }

  @Test
  void onlyChunkedIsATransferCoding() {
    for (String coding :
        List.of("xchunked", "gzip, chunked", "identity", "chunked, chunked", "chunked;q=1")) {
      attack.refuses(
          request("POST", "/x", "Transfer-Encoding: " + coding) + "0\r\n\r\n",
          501,
          "UNKNOWN_TRANSFER_CODING");
    }
  }

  @Test
  void aTransferCodingInHttp10IsMalformed() {
    attack.refuses(
        "POST /x HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
        "INVALID_FRAMING");
  }

  @Test
  void twoLengthsAreRefusedByTheParserAlready() {
    attack.refusesBare(
        request("POST", "/x", "Content-Length: 3", "Transfer-Encoding: chunked") + "0\r\n\r\n");
    attack.refusesBare(request("POST", "/x", "Content-Length: 3", "Content-Length: 3") + "abc");
    attack.refusesBare(
        request("POST", "/x", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")
            + "0\r\n\r\n");
  }

  @Test
  void aLengthIsPlainDigits() {
    for (String length : List.of("03", "1234567890123456789")) {
      attack.refuses(
          request("POST", "/x", "Content-Length: " + length) + "abc", 400, "INVALID_FRAMING");
    }
    for (String length : List.of("+3", "-3", "3,3", "3 3", "0x3", "")) {
      attack.refusesBare(request("POST", "/x", "Content-Length: " + length) + "abc");
    }
  }

  @Test
  void aChunkedBodyArrivesWhole() {
    Wire.Message seen =
        attack.forwarded(
            chunked("3\r\nabc\r\n1;name=\"a b\"\r\nd\r\n0A\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n"));
    assertThat(seen.text()).isEqualTo("abcd0123456789");
    assertThat(seen.all("X-T")).isEmpty();
  }

  @Test
  void chunksThatComeByteByByteArriveWhole() {
    try (Wire client = attack.gateway().client()) {
      for (char c : chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n").toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(attack.backend().lastRequest().text()).isEqualTo("hello world");
      // And the connection is good for the next request.
      assertThat(client.send(request("GET", "/y")).response().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestBehindAChunkedBodyIsTheNextRequest() {
    try (Wire client = attack.gateway().client()) {
      client.send(chunked("3\r\nabc\r\n0\r\n\r\n") + request("GET", "/second"));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(attack.backend().lastRequest().startLine()).contains("/second");
    }
  }

  @Test
  void everyLooseFormOfAChunkIsRefused() {
    for (String body :
        List.of(
            "3\nabc\r\n0\r\n\r\n",
            "3\r\nabc\n0\r\n\r\n",
            "3\r\nabcX\r\n0\r\n\r\n",
            "3 \r\nabc\r\n0\r\n\r\n",
            " 3\r\nabc\r\n0\r\n\r\n",
            "3 ;a=b\r\nabc\r\n0\r\n\r\n",
            "3; a=b\r\nabc\r\n0\r\n\r\n",
            "+3\r\nabc\r\n0\r\n\r\n",
            "-3\r\nabc\r\n0\r\n\r\n",
            "0x3\r\nabc\r\n0\r\n\r\n",
            "\r\nabc\r\n0\r\n\r\n",
            "g\r\nabc\r\n0\r\n\r\n",
            "0000000000000003\r\nabc\r\n0\r\n\r\n",
            "FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n",
            "3;" + "x".repeat(2_000) + "\r\nabc\r\n0\r\n\r\n",
            "3;a=\"\n\"\r\nabc\r\n0\r\n\r\n",
            "3\r\nabc\r\n0\r\nbad name: 1\r\n\r\n",
            "3\r\nabc\r\n0\r\n: 1\r\n\r\n",
            "3\r\nabc\r\n0\r\nX: a\u0000b\r\n\r\n",
            "3\r\nabc\r\n0\r\nX: a\nY: b\r\n\r\n",
            "3\r\nabc\r\n0\r\nX: " + "y".repeat(9_000) + "\r\n\r\n",
            "3\r\nabc\r\n0\r\n\n")) {
      attack.refuses(chunked(body), 400, "INVALID_FRAMING");
    }
  }
}
