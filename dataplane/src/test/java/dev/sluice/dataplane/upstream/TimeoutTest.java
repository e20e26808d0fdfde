package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.Timeout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class TimeoutTest {
  private static final ProxyFixture.Settings SHORT =
      ProxyFixture.Settings.DEFAULT.request(Timeout.after(Duration.ofMillis(300)));

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Long enough for an answer that should come, on a machine that has other things to do. */
  private static final ProxyFixture.Settings AMPLE =
      ProxyFixture.Settings.DEFAULT.request(Timeout.after(Duration.ofMillis(2_000)));

  /**
   * Leaves a pooled connection behind, over which the next request is sent at once: however busy
   * the machine is, its deadline does not pass while the gateway still connects.
   */
  private static void connect(Wire client) {
    client.send(ProxyFixture.get(ProxyFixture.PATIENT));
    assertThat(client.response().status()).isEqualTo(200);
  }

  @Test
  void aBackendThatDoesNotAnswerIsAGatewayTimeout() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                  wire.request();
                  wire.awaitEnd();
                  gone.countDown();
                });
        var proxy = ProxyFixture.to(SHORT, backend);
        var client = proxy.client()) {
      connect(client);
      long start = System.nanoTime();
      var response = client.send(ProxyFixture.get("/")).response();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.text()).contains("\"reason\":\"UPSTREAM_TIMEOUT\"");
      assertThat(System.nanoTime() - start).isGreaterThan(299_000_000);
      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aClientThatWithholdsItsBodyIsNotTheBackendsFault() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(SHORT, backend);
        var client = proxy.client()) {
      connect(client);
      client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nab");
      var response = client.response();
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.text()).contains("\"reason\":\"REQUEST_TIMEOUT\"");
      assertThat(response.first("Connection")).isEqualTo("close");
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsCut() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                  wire.request();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(AMPLE, backend);
        var client = proxy.client()) {
      connect(client);
      client.send(ProxyFixture.get("/"));
      assertThat(client.responseHead().status()).isEqualTo(200);
      assertThat(client.bytes(100)).hasSize(4);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(2));
      assertThat(proxy.ended().get(1).failure()).isEqualTo(FailureKind.UPSTREAM_TIMEOUT);
    }
  }

  @Test
  void anEventStreamOutlivesTheTimeoutOfItsRequest() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                  wire.request();
                  wire.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n");
                  Thread.sleep(2_500);
                  wire.send("6\r\ndata:1\r\n0\r\n\r\n");
                  wire.request();
                });
        var proxy = ProxyFixture.to(AMPLE, backend);
        var client = proxy.client()) {
      connect(client);
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("data:1");
    }
  }

  @Test
  void aRequestThatWaitsForAConnectionDoesNotWaitForEver() {
    ConnectionPolicy one = new ConnectionPolicy(2_000, 60_000, 1, 10, Timeout.NONE);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(SHORT.connection(one), backend);
        var first = proxy.client();
        var second = proxy.client()) {
      first.send(ProxyFixture.get("/"));
      second.send(ProxyFixture.get("/"));
      assertThat(first.response().status()).isEqualTo(504);
      assertThat(second.response().status()).isEqualTo(504);
      await().untilAsserted(() -> assertThat(proxy.view().activeConnections()).isZero());
      assertThat(proxy.view().pendingRequests()).isZero();
    }
  }

  @Test
  void aBackendThatDoesNotAcceptIsAGatewayTimeout() throws Exception {
    ConnectionPolicy hasty = new ConnectionPolicy(200, 60_000, 10, 10, Timeout.NONE);
    // A listener whose queue is full lets further connections hang.
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> fillers = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          Socket filler = new Socket();
          fillers.add(filler);
          try {
            filler.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
                1_000);
          } catch (SocketTimeoutException e) {
            break; // full
          }
        }
        try (var proxy =
                new ProxyFixture(
                    ProxyFixture.Settings.DEFAULT.connection(hasty),
                    new Endpoint("127.0.0.1", server.getLocalPort()));
            var client = proxy.client()) {
          var response = client.send(ProxyFixture.get("/")).response();
          assertThat(response.status()).isEqualTo(504);
          assertThat(response.text()).contains("\"reason\":\"UPSTREAM_CONNECT_TIMEOUT\"");
          assertThat(proxy.view().activeConnections()).isZero();
        }
      } finally {
        for (Socket filler : fillers) {
          filler.close();
        }
      }
    }
  }

  @Test
  void theDeadlineOfARequestDoesNotReachTheNext() throws Exception {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(AMPLE, backend);
        var client = proxy.client()) {
      connect(client);
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
        Thread.sleep(500); // longer in all than one request may take
      }
    }
  }
}
