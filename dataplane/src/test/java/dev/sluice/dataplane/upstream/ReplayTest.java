package dev.sluice.dataplane.upstream;

import static dev.sluice.dataplane.upstream.Policies.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.RetryCondition;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A request whose body has been sent is sent again from its first byte, or not at all. */
final class ReplayTest {
  private static final Policies PUTS =
      retrying(RetryCondition.STATUS, RetryCondition.RESET).methods("PUT").maxReplay(50_000);

  private static String body(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; text.length() < length; i++) {
      text.append(i).append(' ');
    }
    return text.substring(0, length);
  }

  private static String put(String body) {
    return "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String chunkedPut(String body) {
    int half = body.length() / 2;
    return "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + (half > 0 ? chunk(body.substring(0, half)) : "")
        + chunk(body.substring(half))
        + chunk("");
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  /** Reads the first request whole and hangs up; then serves. */
  private static ScriptedBackend hangingUpOnce() {
    AtomicInteger seen = new AtomicInteger();
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var request = wire.request(); request != null; request = wire.request()) {
                self[0].record(request);
                if (seen.getAndIncrement() == 0) {
                  return;
                }
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
    return self[0];
  }

  private static void expect(String request, String body, int status, int tries) {
    try (var backend = hangingUpOnce();
        var proxy = ProxyFixture.to(PUTS.settings(), backend);
        var client = proxy.client()) {
      assertThat(client.send(request).response().status()).isEqualTo(status);
      assertThat(backend.requests()).hasSize(tries);
      assertThat(backend.requests()).allMatch(seen -> seen.text().equals(body));
      // And the client's connection is good for the next request.
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyWithinTheBoundIsSentAgain() {
    for (int length : new int[] {1, 1_000, 20_000, 49_999, 50_000}) {
      String body = body(length);
      expect(put(body), body, 200, 2);
      expect(chunkedPut(body), body, 200, 2);
    }
  }

  @Test
  void aLargerBodyIsStreamedAndNotSentAgain() {
    for (int length : new int[] {50_001, 300_000}) {
      String body = body(length);
      expect(put(body), body, 502, 1);
      expect(chunkedPut(body), body, 502, 1);
    }
  }

  @Test
  void aBodyThatIsStillOnItsWayGoesOnBehindWhatIsSentAgain() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    ScriptedBackend[] self = new ScriptedBackend[1];
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  if (seen.getAndIncrement() == 0) {
                    wire.requestHead();
                    wire.chunk();
                    return;
                  }
                  self[0].record(Objects.requireNonNull(wire.request()));
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
        var proxy = ProxyFixture.to(PUTS.settings(), backend);
        var client = proxy.client()) {
      self[0] = backend;
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(chunk("first "));
      await().untilAsserted(() -> assertThat(backend.accepted()).isEqualTo(2));
      client.send(chunk("second") + chunk(""));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo("first second");
    }
  }

  @Test
  void withoutRoomABodyIsNotKept() {
    try (var backend = hangingUpOnce();
        var proxy = ProxyFixture.to(PUTS.maxReplay(0).settings(), backend);
        var client = proxy.client()) {
      assertThat(client.send(put("x")).response().status()).isEqualTo(502);
      assertThat(backend.requests()).hasSize(1);
      assertThat(client.send(put("")).response().status()).isEqualTo(200);
    }
  }
}
