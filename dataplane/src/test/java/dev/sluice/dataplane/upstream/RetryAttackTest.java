package dev.sluice.dataplane.upstream;

import static dev.sluice.dataplane.upstream.Policies.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.RetryCondition;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends and clients that want a repeated request to be answered with somebody else's answer. */
final class RetryAttackTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String STOLEN = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen";
  private static final Policies ALL =
      retrying(RetryCondition.STATUS, RetryCondition.RESET, RetryCondition.CONNECT_FAILURE);

  /** The first connection says this to every request, all others say that all is well. */
  private static ScriptedBackend first(String answer) {
    AtomicInteger connections = new AtomicInteger();
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              boolean bad = connections.getAndIncrement() == 0;
              for (var request = wire.request(); request != null; request = wire.request()) {
                self[0].record(request);
                wire.send(bad ? answer : OK);
              }
            });
    return self[0];
  }

  /** What is behind an answer that was dropped is never anybody's answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" + STOLEN,
        "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy" + STOLEN,
        "HTTP/1.1 503 Busy\r\nContent-Length: 400\r\n\r\nbusy" + STOLEN,
        "HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nbusy" + STOLEN,
        "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n" + STOLEN,
        "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbu",
        "HTTP/1.1 503 Busy\r\n\r\nbusy" + STOLEN,
        "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" + STOLEN,
      })
  void anAnswerThatWasDroppedLeavesNothingBehind(String answer) {
    try (var backend = first(answer);
        var proxy = ProxyFixture.to(ALL.settings(), backend);
        var client = proxy.client()) {
      for (int i = 0; i < 4; i++) {
        var message = client.send(ProxyFixture.get("/" + i)).response();
        assertThat(message.text()).isEqualTo("ok");
        assertThat(backend.lastRequest().startLine()).isEqualTo("GET /" + i + " HTTP/1.1");
      }
      assertThat(backend.requests()).hasSize(5);
    }
  }

  /** The second answer comes when the connection lies in the pool already. */
  @Test
  void anAnswerThatNobodyAskedForEndsThePooledConnection() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  if (connections.getAndIncrement() == 0) {
                    wire.request();
                    wire.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
                    late.await();
                    wire.send(STOLEN);
                    wire.awaitEnd();
                    closed.countDown();
                  } else {
                    while (wire.request() != null) {
                      wire.send(OK);
                    }
                  }
                });
        var other = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(ALL.settings(), backend, other);
        var client = proxy.client()) {
      while (connections.get() == 0) {
        assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
      }
      late.countDown();
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 10; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999999999999999999999",
        "2147483648",
        "-1",
        "1e9",
        "0x7fffffff",
        "NaN",
        "\u00b2",
        "Thu, 99 Foo 99999 99:99:99 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "1, 2",
      })
  void anAbsurdWaitIsNotWaited(String retryAfter) {
    long start = System.nanoTime();
    try (var backend =
            first(
                "HTTP/1.1 503 Busy\r\nRetry-After: "
                    + retryAfter
                    + "\r\nContent-Length: 0\r\n\r\n");
        var proxy = ProxyFixture.to(ALL.settings(), backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isIn(200, 503);
    }
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "PROPFIND", "PURGE"})
  void whatIsNotListedReachesABackendOnce(String method) {
    try (var backend = first("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        var proxy = ProxyFixture.to(ALL.settings(), backend);
        var client = proxy.client()) {
      client.send(
          method
              + " / HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: GET\r\n"
              + "Content-Length: 1\r\n\r\nx");
      assertThat(client.response().status()).isEqualTo(503);
      assertThat(backend.requests()).hasSize(1);
    }
  }

  /** An early answer to half a body, of which the second half is still on its way. */
  @Test
  void aRepeatedBodyIsWholeThoughTheAnswerCameInItsMiddle() {
    AtomicInteger connections = new AtomicInteger();
    ScriptedBackend[] self = new ScriptedBackend[1];
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  if (connections.getAndIncrement() == 0) {
                    wire.requestHead();
                    wire.bytes(5);
                    wire.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
                    wire.awaitEnd();
                  } else {
                    for (var seen = wire.request(); seen != null; seen = wire.request()) {
                      self[0].record(seen);
                      wire.send(OK);
                    }
                  }
                });
        var proxy = ProxyFixture.to(ALL.settings(), backend);
        var client = proxy.client()) {
      self[0] = backend;
      client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
      await().until(() -> connections.get() == 2);
      client.send("world" + ProxyFixture.get("/b"));
      assertThat(client.response().text()).isEqualTo("ok");
      assertThat(backend.requests().getFirst().text()).isEqualTo("helloworld");
      assertThat(client.response().text()).isEqualTo("ok");
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /b HTTP/1.1");
    }
  }

  @Test
  void aRepeatedChunkedBodyIsFramedOnce() {
    AtomicInteger connections = new AtomicInteger();
    AtomicReference<String> first = new AtomicReference<>("");
    ScriptedBackend[] self = new ScriptedBackend[1];
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  if (connections.getAndIncrement() == 0) {
                    wire.requestHead();
                    first.set(wire.chunk());
                    wire.send("HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n");
                    wire.awaitEnd();
                  } else {
                    for (var seen = wire.request(); seen != null; seen = wire.request()) {
                      self[0].record(seen);
                      wire.send(OK);
                    }
                  }
                });
        var proxy = ProxyFixture.to(ALL.settings(), backend);
        var client = proxy.client()) {
      self[0] = backend;
      client.send("PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      await().until(() -> connections.get() == 2);
      assertThat(first).hasValue("hello");
      client.send("5\r\nworld\r\n0\r\n\r\n" + ProxyFixture.get("/b"));
      assertThat(client.response().text()).isEqualTo("ok");
      assertThat(backend.requests().getFirst().text()).isEqualTo("helloworld");
      assertThat(client.response().text()).isEqualTo("ok");
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /b HTTP/1.1");
    }
  }

  /** The client that pipelines gets its answers in order, though the first is tried twice. */
  @Test
  void pipelinedRequestsKeepTheirAnswers() {
    AtomicInteger next = new AtomicInteger();
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  for (var seen = wire.request(); seen != null; seen = wire.request()) {
                    String path = seen.startLine().split(" ")[1];
                    wire.send(
                        next.getAndIncrement() % 2 == 0
                            ? "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"
                            : "HTTP/1.1 200 OK\r\nContent-Length: "
                                + path.length()
                                + "\r\n\r\n"
                                + path);
                  }
                });
        var proxy = ProxyFixture.to(ALL.settings(), backend);
        var client = proxy.client()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        requests.append(ProxyFixture.get("/" + i));
      }
      client.send(requests.toString());
      for (int i = 0; i < 10; i++) {
        assertThat(client.response().text()).isEqualTo("/" + i);
      }
    }
  }
}
