package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Carrier.class)
final class StreamingTest {
  StreamingTest(Carrier carrier) {
    carrier.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  private static final int MIB = 1024 * 1024;
  private static final long BIG = 100L * MIB;

  private static byte[] block(int seed) {
    byte[] block = new byte[64 * 1024];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (seed + i * 31);
    }
    return block;
  }

  private static long readAll(Wire wire, long length) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long sum = 0;
    long left = length;
    while (left > 0) {
      int count = wire.readSome(buffer);
      if (count < 0) {
        throw new IOException("ended with " + left + " bytes missing");
      }
      for (int i = 0; i < count; i++) {
        sum = sum * 31 + buffer[i];
      }
      left -= count;
    }
    return sum;
  }

  private static long sendBig(Wire wire) {
    byte[] block = block(7);
    long sum = 0;
    for (long sent = 0; sent < BIG; sent += block.length) {
      wire.send(block);
      for (byte octet : block) {
        sum = sum * 31 + octet;
      }
    }
    return sum;
  }

  @Test
  void aBigUploadArrivesUnchanged() throws Exception {
    AtomicLong received = new AtomicLong();
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  received.set(readAll(wire, BIG));
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  wire.request();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BIG + "\r\n\r\n");
      long sent = sendBig(client);
      assertThat(client.response().text()).isEqualTo("ok");
      assertThat(received).hasValue(sent);
    }
  }

  @Test
  void aBigDownloadArrivesUnchangedAtAClientThatReadsSlowly() throws Exception {
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Void> wrote = new CompletableFuture<>();
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n");
                  sent.set(sendBig(wire));
                  wrote.complete(null);
                  wire.request();
                });
        var proxy = ProxyFixture.to(backend);
        var client = Wire.connect(proxy.listener().address().getPort(), 32 * 1024)) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.responseHead().status()).isEqualTo(200);
      // The client stops reading: so must, soon, the gateway, and with it the backend.
      Thread.sleep(500);
      assertThat(wrote).isNotDone();
      long received = readAll(client, BIG);
      // The last bytes may be here before the backend has added them up.
      wrote.get(30, TimeUnit.SECONDS);
      assertThat(received).isEqualTo(sent.get());
      await().untilAsserted(() -> assertThat(proxy.view().idleConnections()).isEqualTo(1));
    }
  }

  @Test
  void aBackendThatReadsSlowlySlowsTheClientDown() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong received = new AtomicLong();
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  go.await();
                  received.set(readAll(wire, BIG));
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  wire.request();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BIG + "\r\n\r\n");
      CompletableFuture<Long> sending = CompletableFuture.supplyAsync(() -> sendBig(client));
      Thread.sleep(500);
      assertThat(sending).isNotDone();
      go.countDown();
      assertThat(client.response().text()).isEqualTo("ok");
      assertThat(received).hasValue(sending.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aBigChunkedUploadAndDownloadPassAtTheSameTime() throws Exception {
    int blocks = 320;
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  // An echo, chunk by chunk as they come.
                  for (String size = wire.line(); size != null; size = wire.line()) {
                    byte[] data = wire.bytes(Integer.parseInt(size, 16));
                    wire.line();
                    wire.send(Integer.toHexString(data.length) + "\r\n").send(data).send("\r\n");
                    if (data.length == 0) {
                      return;
                    }
                  }
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] block = block(3);
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < blocks; i++) {
                      client.send("10000\r\n").send(block).send("\r\n");
                    }
                    client.send("0\r\n\r\n");
                  });
      byte[] body = client.response().body();
      sender.join();
      assertThat(body).hasSize(blocks * block.length);
      for (int i = 0; i < body.length; i++) {
        if (body[i] != block[i % block.length]) {
          throw new AssertionError("differs at " + i);
        }
      }
    }
  }

  @Test
  void whatTheBackendSendsReachesTheClientAtOnce() {
    CountDownLatch head = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n");
                  head.await();
                  wire.send("6\r\ndata:1\r\n");
                  first.await();
                  wire.send("6\r\ndata:2\r\n0\r\n\r\n");
                  wire.request();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.responseHead().status()).isEqualTo(200);
      head.countDown();
      assertThat(client.chunk()).isEqualTo("data:1");
      first.countDown();
      assertThat(client.chunk()).isEqualTo("data:2");
      assertThat(client.chunk()).isEmpty();
      assertThat(client.send(ProxyFixture.get("/x")).responseHead().status()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestIsRelayedAndTheConnectionsEnd() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  wire.send("HTTP/1.1 413 No\r\nContent-Length: 4\r\n\r\nmuch");
                  wire.awaitEnd();
                  gone.countDown();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nsome");
      var response = client.response();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.text()).isEqualTo("much");
      assertThat(response.all("Connection")).containsExactly("close");
      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
      // A client that sends on is not reset under its answer.
      client.send("x".repeat(100_000));
      assertThat(client.endsCleanly()).isTrue();
    }
  }

  @Test
  void aClientThatGoesAwayCancelsItsRequest() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  arrived.countDown();
                  wire.awaitEnd();
                  gone.countDown();
                });
        var proxy = ProxyFixture.to(backend)) {
      var client = proxy.client();
      client.send(ProxyFixture.get("/"));
      assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(proxy.ended())
                      .hasSize(1)
                      .allMatch(c -> c.failure() == FailureKind.CLIENT_DISCONNECTED));
      assertThat(proxy.view().activeRequests()).isZero();
      assertThat(proxy.view().activeConnections()).isZero();
      await().untilAsserted(() -> assertThat(proxy.listener().connections()).isZero());
    }
  }

  @Test
  void aClientThatGoesAwayWithinItsUploadCancelsIt() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  arrived.countDown();
                  wire.awaitEnd();
                  gone.countDown();
                });
        var proxy = ProxyFixture.to(backend)) {
      var client = proxy.client();
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nsome");
      assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(proxy.ended())
                      .hasSize(1)
                      .allMatch(c -> c.failure() == FailureKind.CLIENT_DISCONNECTED));
    }
  }

  @Test
  void aClientThatGoesAwayWithinItsDownloadCancelsIt() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n");
                  try {
                    sendBig(wire);
                  } finally {
                    gone.countDown();
                  }
                });
        var proxy = ProxyFixture.to(backend)) {
      var client = proxy.client();
      client.send(ProxyFixture.get("/"));
      client.bytes(100_000);
      client.reset();
      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
      await().untilAsserted(() -> assertThat(proxy.view().activeConnections()).isZero());
      await()
          .untilAsserted(
              () ->
                  assertThat(proxy.ended())
                      .hasSize(1)
                      .allMatch(c -> c.failure() == FailureKind.CLIENT_DISCONNECTED));
    }
  }
}
