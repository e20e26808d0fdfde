package dev.sluice.dataplane.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the listener cuts out of long heads, nobody misses. Only heads that come in one piece are
 * cut, so that one that comes in two tells what Undertow's parser makes of it by itself.
 */
final class HiddenValuesTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String LONG = "Bearer " + "a.b-c_d~".repeat(90);

  private record Seen(int status, List<String> authorization, List<String> cookie) {}

  private static Seen ask(Wire client, ScriptedBackend backend, String head, int firstPiece) {
    client.send(head.substring(0, firstPiece));
    client.send(head.substring(firstPiece));
    int status = client.response().status();
    return status == 200
        ? new Seen(
            status, backend.lastRequest().all("Authorization"), backend.lastRequest().all("Cookie"))
        : new Seen(status, List.of(), List.of());
  }

  private static Seen seen(String fields, boolean cut) {
    String head = "GET /a HTTP/1.1\r\nHost: a\r\n" + fields + "Accept: x\r\n\r\n";
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      // Of a head that is there but for its last octet nothing is cut.
      return ask(client, backend, head, cut ? 0 : head.length() - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: LONG\r\n",
        "authorization:LONG\r\n",
        "AUTHORIZATION:  LONG\r\n",
        "Authorization: LONG \r\n",
        "Authorization: LONG\t\r\n",
        "Authorization: LONG  LONG\r\n",
        "Authorization: LONG LONG\r\n",
        "Authorization: LONG\tLONG\r\n",
        "Authorization: LONG\u007f\r\n",
        "Authorization: LONG\u0000\r\n",
        "Authorization: LONG\u00e4\r\n",
        "Authorization: LONG\rLONG\r\n",
        "Authorization: LONG\r\n folded\r\n",
        "Authorization : LONG\r\n",
        " Authorization: LONG\r\n",
        "Authorization: LONG\r\nAuthorization: LONG\r\n",
        "Authorization: short\r\nAuthorization: LONG\r\n",
        "Authorization: LONG\r\nauthorization: short\r\n",
        "Authorization2: LONG\r\nAuthorization: LONG2\r\n",
        "Cookie: a=LONG\r\n",
        "Cookie: a=LONG; b=LONG; c=1\r\n",
        "Cookie: a=LONG\r\nCookie: b=LONG\r\n",
        "Cookie: a=LONG\r\nX: y\r\nCookie: b=1\r\n",
        "Cookie: a=LONG\r\nAuthorization: LONG\r\n",
        "Authorization: LONG\r\nCookie: a=LONG\r\n",
        "Authorization:\r\nCookie:\r\n",
        "Authorization: \r\nCookie: \r\n",
        "Cookie: -\r\nAuthorization: -\r\n"
      })
  void theBackendSeesWhatItWouldSeeOtherwise(String fields) {
    String sent = fields.replace("LONG", LONG);
    assertThat(seen(sent, true)).isEqualTo(seen(sent, false));
  }

  @Test
  void valuesOfAnyLengthAndForm() {
    Random random = new Random(7);
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      for (int length = 1; length < 200; length++) {
        StringBuilder value = new StringBuilder("a");
        while (value.length() < length) {
          value.append(random.nextInt(20) == 0 ? ' ' : (char) ('!' + random.nextInt(94)));
        }
        value.append('z');
        String fields = "Authorization: " + value + "\r\nCookie: " + value.reverse() + "\r\n";
        String head = "GET /a HTTP/1.1\r\nHost: a\r\n" + fields + "Accept: x\r\n\r\n";
        Seen whole = ask(client, backend, head, 0);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole).isEqualTo(ask(client, backend, head, head.length() - 1));
      }
    }
  }

  @Test
  void whatFollowsALongHeadIsLeftAlone() {
    String body = "0123456789".repeat(30);
    String post =
        "POST /a HTTP/1.1\r\nHost: a\r\nAuthorization: "
            + LONG
            + "\r\nContent-Length: 300\r\n\r\n"
            + body;
    String get = "GET /b HTTP/1.1\r\nHost: a\r\nCookie: c=" + LONG.substring(7) + "\r\n\r\n";
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(post + get + post);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().body()).asString(US_ASCII).isEqualTo(body);
      assertThat(backend.lastRequest().all("Authorization")).containsExactly(LONG);
      assertThat(backend.lastRequest().all("Cookie")).isEmpty();
      client.send(get);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Cookie")).containsExactly("c=" + LONG.substring(7));
      assertThat(backend.lastRequest().all("Authorization")).isEmpty();
    }
  }

  @Test
  void aHeadThatWasRefusedLeavesNothingBehind() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend)) {
      try (var client = proxy.client()) {
        client.send("GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: " + LONG + "\r\nHost: b\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(400);
      }
      try (var client = proxy.client()) {
        client.send("GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: Basic eDp5\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
        assertThat(backend.lastRequest().all("Authorization")).containsExactly("Basic eDp5");
      }
    }
  }
}
