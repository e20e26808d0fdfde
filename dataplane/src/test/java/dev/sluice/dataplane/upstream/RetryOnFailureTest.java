package dev.sluice.dataplane.upstream;

import static dev.sluice.dataplane.upstream.Policies.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RetryOnFailureTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final RouteTimeouts PER_TRY =
      new RouteTimeouts(
          Timeout.after(Duration.ofSeconds(20)),
          Timeout.after(Duration.ofMillis(300)),
          Timeout.after(Duration.ofMinutes(5)));

  /** Of its connections the first ones read a request and do this; the others serve. */
  private static ScriptedBackend first(int count, ScriptedBackend.Script misdeed) {
    AtomicInteger connections = new AtomicInteger();
    return ScriptedBackend.start(
        wire -> {
          boolean bad = connections.getAndIncrement() < count;
          while (wire.request() != null) {
            if (bad) {
              misdeed.run(wire);
              return;
            }
            wire.send(OK);
          }
        });
  }

  private static void expect(
      ProxyFixture.Settings settings, ScriptedBackend backend, int status, int connections) {
    try (backend;
        var proxy = ProxyFixture.to(settings, backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(status);
      assertThat(backend.accepted()).isEqualTo(connections);
    }
  }

  @Test
  void aNewConnectionThatEndsWithoutAnAnswerIsAReset() {
    Policies reset = retrying(RetryCondition.RESET);
    expect(reset.settings(), first(1, wire -> {}), 200, 2);
    expect(reset.settings(), first(1, Wire::reset), 200, 2);
    expect(reset.attempts(3).settings(), first(3, wire -> {}), 200, 4);
    expect(reset.attempts(2).settings(), first(3, wire -> {}), 502, 3);
  }

  @Test
  void aResetIsPassedOnUnlessListed() {
    expect(retrying(RetryCondition.STATUS).settings(), first(1, wire -> {}), 502, 1);
    expect(ProxyFixture.Settings.DEFAULT, first(1, wire -> {}), 502, 1);
    expect(retrying(RetryCondition.RESET).attempts(0).settings(), first(1, wire -> {}), 502, 1);
  }

  @Test
  void anAnswerThatHasBegunIsNotAskedForAgain() {
    expect(
        retrying(RetryCondition.RESET).settings(),
        first(1, wire -> wire.send("HTTP/1.1 2")),
        502,
        1);
  }

  @Test
  void withoutTriesNothingIsRepeated() {
    try (var gone = new RefusingPort();
        var proxy =
            new ProxyFixture(
                retrying(RetryCondition.CONNECT_FAILURE).attempts(0).settings(), gone.endpoint());
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(502);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(proxy.ended().getFirst().upstream().attempts()).isEqualTo(1);
    }
  }

  @Test
  void aConnectFailureIsRepeatedAsOftenAsAllowed() {
    try (var gone = new RefusingPort();
        var proxy =
            new ProxyFixture(
                retrying(RetryCondition.CONNECT_FAILURE).attempts(3).settings(), gone.endpoint());
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.post("/", "x")).response().status()).isEqualTo(502);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(proxy.ended().getFirst().upstream().attempts()).isEqualTo(4);
    }
  }

  @Test
  void aTryThatTakesTooLongIsFollowedByAnother() throws Exception {
    CountDownLatch gaveUp = new CountDownLatch(1);
    try (var slow =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.awaitEnd();
                  gaveUp.countDown();
                });
        var good = ScriptedBackend.answering(OK);
        var proxy =
            ProxyFixture.to(
                retrying(RetryCondition.RESET).attempts(5).settings().timeouts(PER_TRY),
                slow,
                good);
        var client = proxy.client()) {
      while (slow.accepted() == 0) {
        assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      }
      assertThat(gaveUp.await(30, TimeUnit.SECONDS)).isTrue();
      await()
          .untilAsserted(
              () -> assertThat(proxy.ended()).anyMatch(c -> c.upstream().attempts() > 1));
    }
  }

  @Test
  void theLastTryThatTakesTooLongIsAGatewayTimeout() {
    try (var slow =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.timeouts(PER_TRY), slow);
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.get("/")).response();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.text()).contains("UPSTREAM_TIMEOUT");
      await().untilAsserted(() -> assertThat(proxy.view().activeConnections()).isZero());
    }
  }

  @Test
  void aClientThatTakesItsTimeDoesNotUseUpATry() throws Exception {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.timeouts(PER_TRY), backend);
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
      Thread.sleep(1_000); // longer than a try may take
      assertThat(client.send("cd").response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo("abcd");
    }
  }
}
