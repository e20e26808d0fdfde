package dev.sluice.dataplane.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck.HealthProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One check each, against endpoints that do what they like. */
final class CheckRunTest {
  private static final long PATIENCE_MILLIS = 60_000;
  private static final HealthProbe HTTP =
      new HealthProbe.Http("/health?deep=1", "", List.of(200, 204));

  private final ThreadTimer timer = new ThreadTimer();

  @AfterEach
  void close() {
    timer.close();
  }

  private CheckResult check(HealthProbe probe, Endpoint endpoint, long timeoutMillis) {
    return new CheckRun(
            new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), endpoint.port()),
            Check.of(probe, endpoint.toString(), Transport.PLAIN),
            Transport.PLAIN,
            timeoutMillis,
            timer)
        .run();
  }

  private CheckResult http(ScriptedBackend backend) {
    return check(HTTP, backend.endpoint(), PATIENCE_MILLIS);
  }

  private static ScriptedBackend sending(String answer) {
    return ScriptedBackend.start(
        wire -> {
          if (wire.request() != null) {
            wire.send(answer);
          }
        });
  }

  @Test
  void aFaultWithinACheckIsAFailedCheckAndNotTheEndOfChecking() {
    Check faulty =
        new Check() {
          @Override
          public CheckResult ask(Socket connection) {
            throw new IllegalStateException("an answer that nobody thought of");
          }

          @Override
          public String protocol() {
            return "http/1.1";
          }

          @Override
          public String toString() {
            return "faulty";
          }
        };
    try (var backend = sending("")) {
      CheckResult result =
          new CheckRun(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port()),
                  faulty,
                  Transport.PLAIN,
                  PATIENCE_MILLIS,
                  timer)
              .run();
      assertThat(result.outcome()).isEqualTo(CheckOutcome.WRONG_ANSWER);
      assertThat(result.detail()).startsWith("faulty: ").contains("nobody thought of");
    }
  }

  @Test
  void theRequestSaysWhoAsksWhomAndThatItIsTheOnlyOne() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    try (var backend =
        ScriptedBackend.start(
            wire -> {
              Wire.Message request = wire.request();
              if (request != null) {
                self[0].record(request);
                wire.send("HTTP/1.1 204 No Content\r\n\r\n");
              }
            })) {
      self[0] = backend;
      assertThat(http(backend)).isEqualTo(CheckResult.PASSED);
      Wire.Message request = backend.lastRequest();
      assertThat(request.startLine()).isEqualTo("GET /health?deep=1 HTTP/1.1");
      assertThat(request.first("Host")).isEqualTo(backend.endpoint().toString());
      assertThat(request.first("User-Agent")).isEqualTo("sluice-health");
      assertThat(request.first("Connection")).isEqualTo("close");

      check(
          new HealthProbe.Http("/", "shop.example.com", List.of(204)),
          backend.endpoint(),
          PATIENCE_MILLIS);
      assertThat(backend.lastRequest().first("Host")).isEqualTo("shop.example.com");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\n\r\nto the end",
        "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        // The head counts: a body that breaks off is the business of requests.
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"
      })
  void anExpectedStatusIsGood(String answer) {
    try (var backend = sending(answer)) {
      assertThat(http(backend)).isEqualTo(CheckResult.PASSED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nX-Sluice-Degraded: 1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx-envoy-degraded:\r\nContent-Length: 0\r\n\r\n"
      })
  void anEndpointMaySayThatItIsDegraded(String answer) {
    try (var backend = sending(answer)) {
      assertThat(http(backend).outcome()).isEqualTo(CheckOutcome.DEGRADED);
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (var elsewhere = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var backend =
            sending(
                "HTTP/1.1 302 Found\r\nLocation: http://"
                    + elsewhere.endpoint()
                    + "/\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(http(backend))
          .isEqualTo(CheckResult.wrong("status 302 to GET /health?deep=1, expected 200 or 204"));
      assertThat(elsewhere.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        "\r\n\r\n"
      })
  void garbageIsAWrongAnswer(String answer) {
    try (var backend = sending(answer)) {
      assertThat(http(backend)).isEqualTo(CheckResult.wrong("the answer is not valid HTTP"));
    }
  }

  @Test
  void anEndlessHeadIsReadToABound() {
    try (var backend = sending("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20))) {
      assertThat(http(backend)).isEqualTo(CheckResult.wrong("the answer is not valid HTTP"));
    }
  }

  @Test
  void anEndlessBodyDoesNotHoldTheCheckUp() {
    try (var backend =
        ScriptedBackend.start(
            wire -> {
              wire.request();
              wire.send("HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                wire.send("x".repeat(8_192));
              }
            })) {
      assertThat(http(backend)).isEqualTo(CheckResult.PASSED);
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsUnreachable() {
    try (var backend = ScriptedBackend.start(Wire::request)) {
      CheckResult result = http(backend);
      assertThat(result.outcome()).isEqualTo(CheckOutcome.UNREACHABLE);
      assertThat(result.detail()).endsWith("closed the connection without an answer");
    }
  }

  @Test
  void aClosedPortIsUnreachable() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    CheckResult result = check(HTTP, new Endpoint("127.0.0.1", port), PATIENCE_MILLIS);
    assertThat(result.outcome()).isEqualTo(CheckOutcome.UNREACHABLE);
    assertThat(result.detail()).startsWith("connect: ");
  }

  @Test
  void silenceIsATimeout() {
    CountDownLatch over = new CountDownLatch(1);
    try (var backend =
        ScriptedBackend.start(
            wire -> {
              wire.request();
              over.await();
            })) {
      CheckResult result = check(HTTP, backend.endpoint(), 150);
      assertThat(result.outcome()).isEqualTo(CheckOutcome.TIMEOUT);
      assertThat(result.detail()).endsWith("no answer within 150 ms");
      over.countDown();
    }
  }

  @Test
  void aByteNowAndThenIsATimeoutToo() {
    try (var backend =
        ScriptedBackend.start(
            wire -> {
              wire.request();
              wire.send("HTTP/1.1 200 OK\r\nX: ");
              while (true) {
                wire.send("x");
                Thread.sleep(20);
              }
            })) {
      assertThat(check(HTTP, backend.endpoint(), 300).outcome()).isEqualTo(CheckOutcome.TIMEOUT);
    }
  }

  @Test
  void aTcpCheckWantsAConnectionAndSendsNothing() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    byte[][] received = new byte[1][];
    try (var backend =
        ScriptedBackend.start(
            wire -> {
              received[0] = wire.bytes(1);
              ended.countDown();
            })) {
      assertThat(check(new HealthProbe.Tcp(), backend.endpoint(), PATIENCE_MILLIS))
          .isEqualTo(CheckResult.PASSED);
      ended.await();
      assertThat(received[0]).isEmpty();
    }
  }
}
