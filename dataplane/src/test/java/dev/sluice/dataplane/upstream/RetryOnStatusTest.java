package dev.sluice.dataplane.upstream;

import static dev.sluice.dataplane.upstream.Policies.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.Timeout;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryOnStatusTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BUSY =
      "HTTP/1.1 503 Busy\r\nX-From: backend\r\nContent-Length: 4\r\n\r\nbusy";
  private static final Policies STATUS = retrying(RetryCondition.STATUS);

  /** The first answer to the first request, whatever its connection; the last to all further. */
  private static ScriptedBackend answering(String... answers) {
    AtomicInteger next = new AtomicInteger();
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var request = wire.request(); request != null; request = wire.request()) {
                self[0].record(request);
                wire.send(answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
              }
            });
    return self[0];
  }

  private static void expect(
      ProxyFixture.Settings settings, String request, int status, int tries, String... answers) {
    try (var backend = answering(answers);
        var proxy = ProxyFixture.to(settings, backend);
        var client = proxy.client()) {
      assertThat(client.send(request).response().status()).isEqualTo(status);
      assertThat(backend.requests()).hasSize(tries);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(proxy.ended().getFirst().upstream().attempts()).isEqualTo(tries);
      assertThat(proxy.view().activeRequests()).isZero();
    }
  }

  @Test
  void anAnswerWithAListedStatusIsDroppedForAnotherTry() {
    expect(STATUS.settings(), ProxyFixture.get("/"), 200, 2, BUSY, OK);
  }

  @Test
  void otherwiseItIsPassedOn() {
    String unlisted = "HTTP/1.1 500 Sorry\r\nContent-Length: 0\r\n\r\n";
    expect(STATUS.settings(), ProxyFixture.get("/"), 500, 1, unlisted, OK);
    expect(
        retrying(RetryCondition.CONNECT_FAILURE, RetryCondition.RESET).settings(),
        ProxyFixture.get("/"),
        503,
        1,
        BUSY,
        OK);
    expect(ProxyFixture.Settings.DEFAULT, ProxyFixture.get("/"), 503, 1, BUSY, OK);
    expect(STATUS.attempts(0).settings(), ProxyFixture.get("/"), 503, 1, BUSY, OK);
  }

  @Test
  void onlyListedMethodsAreRepeated() {
    expect(STATUS.settings(), ProxyFixture.post("/", "x"), 503, 1, BUSY, OK);
    expect(STATUS.methods("POST").settings(), ProxyFixture.post("/", "x"), 200, 2, BUSY, OK);
    expect(STATUS.methods("POST").settings(), ProxyFixture.get("/"), 503, 1, BUSY, OK);
  }

  @Test
  void theAnswerToTheLastTryIsTheClients() {
    try (var backend = answering(BUSY);
        var proxy = ProxyFixture.to(STATUS.attempts(2).settings(), backend);
        var client = proxy.client()) {
      var response = client.send(ProxyFixture.get("/")).response();
      assertThat(response.text()).isEqualTo("busy");
      assertThat(response.all("X-From")).containsExactly("backend");
      assertThat(backend.requests()).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 4, busy, 1",
    "Transfer-Encoding: chunked, 4~busy~0~~, 2",
    "Content-Length: 100, part, 2"
  })
  void theConnectionOfADroppedAnswerIsUsedAgainOnlyIfItIsClean(
      String framing, String body, int connections) {
    String busy = "HTTP/1.1 503 Busy\r\n" + framing + "\r\n\r\n" + body.replace("~", "\r\n");
    try (var backend = answering(busy, OK);
        var proxy = ProxyFixture.to(STATUS.settings(), backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
      assertThat(backend.accepted()).isEqualTo(connections);
      await().untilAsserted(() -> assertThat(proxy.view().idleConnections()).isEqualTo(1));
      assertThat(proxy.view().activeConnections()).isZero();
    }
  }

  @Test
  void anEndpointThatWasNotTriedIsPreferred() {
    try (var busy = answering(BUSY);
        var worse = answering(BUSY);
        var good = answering(OK);
        var proxy = ProxyFixture.to(STATUS.attempts(2).settings(), busy, worse, good);
        var client = proxy.client()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      }
      assertThat(busy.requests().size() + worse.requests().size()).isPositive();
    }
  }

  @Test
  void retryAfterIsObeyedWithinItsBound() {
    long start = System.nanoTime();
    expect(STATUS.settings(), ProxyFixture.get("/"), 200, 2, after("1"), OK);
    assertThat(System.nanoTime() - start).isGreaterThan(999_000_000);
    expect(STATUS.settings(), ProxyFixture.get("/"), 503, 1, after("3"), OK);
    expect(
        STATUS.settings(), ProxyFixture.get("/"), 503, 1, after("Fri, 31 Dec 2199 23:59:59 GMT"));
    expect(
        STATUS.settings(),
        ProxyFixture.get("/"),
        200,
        2,
        after("Fri, 31 Dec 1999 23:59:59 GMT"),
        OK);
  }

  private static String after(String value) {
    return "HTTP/1.1 503 Busy\r\nRetry-After: " + value + "\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void aWaitThatTheDeadlineForbidsIsNotBegun() {
    expect(STATUS.backoff(60_000).settings(), ProxyFixture.get("/"), 503, 1, BUSY, OK);
  }

  @Test
  void theWaitEndsWhenTheClientLeaves() {
    try (var backend = answering(BUSY, OK);
        var proxy =
            ProxyFixture.to(STATUS.backoff(60_000).settings().request(Timeout.NONE), backend)) {
      try (var client = proxy.client()) {
        client.send(ProxyFixture.get("/"));
        await().untilAsserted(() -> assertThat(backend.requests()).hasSize(1));
        await().untilAsserted(() -> assertThat(proxy.view().activeRequests()).isZero());
        assertThat(proxy.ended()).isEmpty();
      }
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      await().untilAsserted(() -> assertThat(proxy.listener().connections()).isZero());
      assertThat(backend.requests()).hasSize(1);
    }
  }
}
