package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** HX6: whoever goes away in the middle takes nothing with him. */
final class VanishingClientsTest {
  /** Twice. */
  private static final int CLIENTS = 500;

  private static final int AT_ONCE = 100;
  private static final byte[] BLOCK = new byte[64 * 1024];

  private final AtomicInteger open = new AtomicInteger();

  /** Swallows what it is sent, slowly, and sends without end to who asks for it. */
  private void endless(Wire wire) {
    // A connection may be there before it is known that nobody needs it any more: it is pooled.
    Wire.Message head = wire.requestHead();
    open.incrementAndGet();
    try {
      if (head != null && head.startLine().startsWith("GET")) {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
        while (true) {
          wire.send(BLOCK);
        }
      }
      wire.awaitEnd();
    } finally {
      open.decrementAndGet();
    }
  }

  private static void vanish(GatewayFixture gateway, int client) {
    try (Wire wire = gateway.client()) {
      if (client % 2 == 0) {
        wire.send("POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\n");
        wire.send(new byte[1 + client * 37 % 100_000]);
      } else {
        wire.send("GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n");
        wire.responseHead();
        wire.bytes(client * 37 % 100_000);
      }
      if (client % 4 < 2) {
        wire.reset();
      }
    } catch (UncheckedIOException e) {
      // Also gone.
    }
  }

  private void allVanish(GatewayFixture gateway) throws InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      places.acquire();
      clients.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    vanish(gateway, client);
                    places.release();
                  }));
    }
    for (Thread client : clients) {
      client.join();
    }
    await()
        .untilAsserted(
            () -> {
              assertThat(open).as("requests that the backend still has").hasValue(0);
              String metrics = gateway.admin("/metrics").text();
              assertThat(metrics).doesNotContainPattern("(?m)^sluice_active_requests.* [1-9]");
              // The one that asks.
              assertThat(metrics).containsPattern("(?m)^sluice_downstream_connections 0\\.0");
              assertThat(gateway.admin("/api/v1/backends").text())
                  .doesNotContainPattern(
                      "\"(activeRequests|pendingRequests|activeConnections)\":[1-9]");
            });
  }

  @Test
  void aThousandClientsThatVanishMidBodyLeaveNothingBehind() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start(this::endless);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config().backend("b", backend.endpoint()).forward("all", "/", "b"))) {
      // Pools fill once.
      allVanish(gateway);
      Resources before = Resources.now();
      allVanish(gateway);
      await()
          .untilAsserted(
              () ->
                  assertThat(Resources.now().descriptors())
                      .isLessThanOrEqualTo(before.descriptors() + 20));
      assertThat(Resources.now().directBytes())
          .isLessThanOrEqualTo(before.directBytes() + 16 * 1024 * 1024);
    }
  }

  @Test
  void whoReadsAByteASecondHoldsOneBufferAndNobodyUp() throws Exception {
    AtomicLong pushed = new AtomicLong();
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
                  while (true) {
                    wire.send(BLOCK);
                    pushed.addAndGet(BLOCK.length);
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .forward("all", "/", "b")
                    .respond("witness", "/witness", 200, "here"));
        Wire client = Wire.connect(gateway.port(), 4 * 1024);
        Witness witness = new Witness(gateway.port())) {
      client.send("GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n");
      client.responseHead();
      long[] last = {-1};
      await()
          .pollInterval(java.time.Duration.ofMillis(700))
          .until(
              () -> {
                client.bytes(1);
                long now = pushed.get();
                boolean still = now == last[0];
                last[0] = now;
                return still;
              });
      // What two pairs of socket buffers hold, and one of ours.
      assertThat(pushed.get()).isLessThan(48L * 1024 * 1024);
      witness.assertServed();
    }
  }
}
