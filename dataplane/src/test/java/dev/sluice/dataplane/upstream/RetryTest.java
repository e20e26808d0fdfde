package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.RetryPolicy;
import io.undertow.util.Methods;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Carrier.class)
final class RetryTest {
  RetryTest(Carrier carrier) {
    carrier.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Answers once on each connection and hangs up when the next request is there. */
  private static ScriptedBackend answeringOnce(AtomicInteger seen) {
    return ScriptedBackend.start(
        wire -> {
          if (wire.request() != null) {
            seen.incrementAndGet();
            wire.send(OK);
          }
          if (wire.request() != null) {
            seen.incrementAndGet();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS", "DELETE", "PUT"})
  void aPooledConnectionThatDiesUnderAnIdempotentRequestIsReplaced(String method) {
    AtomicInteger seen = new AtomicInteger();
    try (var backend = answeringOnce(seen);
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.response().status()).isEqualTo(200);

      String body = method.equals("PUT") ? "Content-Length: 5\r\n\r\nhello" : "\r\n";
      client.send(method + " / HTTP/1.1\r\nHost: a\r\n" + body);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(seen).hasValue(3);
      assertThat(backend.accepted()).isEqualTo(2);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(2));
      assertThat(proxy.ended().get(1).upstream().attempts()).isEqualTo(2);
    }
  }

  @Test
  void aPostThatMayHaveArrivedIsNotRepeated() {
    AtomicInteger seen = new AtomicInteger();
    try (var backend = answeringOnce(seen);
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.response().status()).isEqualTo(200);

      var response = client.send(ProxyFixture.post("/", "x")).response();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.text()).contains("UPSTREAM_RESET");
      assertThat(seen).hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void aPooledConnectionThatTheBackendClosedIsNotUsed(String method) {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                });
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend);
        var client = proxy.client()) {
      for (int i = 1; i < 5; i++) {
        client.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
        assertThat(backend.accepted()).isEqualTo(i);
        // Until the end of the connection has arrived.
        await().untilAsserted(() -> assertThat(proxy.view().idleConnections()).isZero());
      }
    }
  }

  @Test
  void anEndpointThatDoesNotListenIsReplacedByOneThatDoes() {
    try (var gone = new RefusingPort();
        var backend = ScriptedBackend.answering(OK);
        var proxy =
            new ProxyFixture(ProxyFixture.Settings.DEFAULT, gone.endpoint(), backend.endpoint());
        var client = proxy.client()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(ProxyFixture.post("/", "x")).response().status()).isEqualTo(200);
      }
      assertThat(proxy.ended()).anyMatch(context -> context.upstream().attempts() == 2);
      assertThat(backend.lastRequest().text()).isEqualTo("x");
    }
  }

  @Test
  void afterAByteOfAnAnswerNothingIsRepeated() {
    AtomicInteger seen = new AtomicInteger();
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  seen.incrementAndGet();
                  wire.send(OK);
                  wire.request();
                  seen.incrementAndGet();
                  wire.send("HTTP/1.1 2");
                });
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(502);
      assertThat(seen).hasValue(2);
    }
  }

  @Test
  void theDecisionFollowsTheTable() {
    assertThat(retry(FailureKind.UPSTREAM_CONNECT_FAILED, 1, false, false, false, true)).isTrue();
    assertThat(retry(FailureKind.UPSTREAM_CONNECT_TIMEOUT, 1, false, false, false, true)).isTrue();
    assertThat(retry(FailureKind.UPSTREAM_CONNECT_FAILED, 2, false, false, false, true)).isFalse();
    assertThat(retry(FailureKind.UPSTREAM_RESET, 1, true, false, true, true)).isFalse();
    assertThat(retry(FailureKind.UPSTREAM_RESET, 1, false, false, true, true)).isTrue();
    assertThat(retry(FailureKind.UPSTREAM_RESET, 1, false, false, true, false)).isFalse();
    assertThat(retry(FailureKind.UPSTREAM_RESET, 1, false, true, true, true)).isFalse();
    assertThat(retry(FailureKind.UPSTREAM_TIMEOUT, 1, true, false, true, true)).isFalse();
  }

  private static boolean retry(
      FailureKind kind,
      int attempts,
      boolean sent,
      boolean answered,
      boolean reused,
      boolean replayable) {
    return new RetryDecision(RetryPolicy.DEFAULT)
        .failure(kind, attempts, sent, answered, reused, replayable, Methods.POST);
  }
}
