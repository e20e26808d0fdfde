package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Timeout;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whoever breaks off, whenever: nothing is left behind, and others are served. */
final class AbortTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 40;

  private static final ConnectionPolicy FEW =
      new ConnectionPolicy(2_000, 60_000, 6, 1_000, Timeout.NONE);

  /** Client and backend often wait for each other; the deadline ends that. */
  private static final ProxyFixture.Settings SETTINGS =
      ProxyFixture.Settings.DEFAULT.connection(FEW).request(Timeout.after(Duration.ofMillis(200)));

  @Test
  void nothingIsLeftBehindByClientsAndBackendsThatBreakOff() throws Exception {
    try (var backend = ScriptedBackend.start(AbortTest::misbehave);
        var proxy = ProxyFixture.to(SETTINGS, backend)) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(i);
        clients.add(Thread.ofVirtual().start(() -> abortOften(proxy, random)));
      }
      for (Thread client : clients) {
        assertThat(client.join(Duration.ofSeconds(60))).isTrue();
      }
      await()
          .untilAsserted(
              () -> {
                assertThat(proxy.listener().connections()).isZero();
                assertThat(proxy.view().activeRequests()).isZero();
                assertThat(proxy.view().pendingRequests()).isZero();
                assertThat(proxy.view().activeConnections()).isZero();
              });
      try (var client = proxy.client()) {
        client.send(ProxyFixture.get(ProxyFixture.PATIENT + "/good"));
        assertThat(client.response().status()).isEqualTo(200);
      }
    }
  }

  private static void abortOften(ProxyFixture proxy, Random random) {
    for (int i = 0; i < ROUNDS; i++) {
      try (Wire client = proxy.client()) {
        String method = random.nextBoolean() ? "POST" : "PUT";
        int length = random.nextInt(200_000);
        client.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
        client.send(new byte[random.nextInt(length + 1)]);
        if (random.nextBoolean()) {
          client.bytes(random.nextInt(2_000));
        }
        if (random.nextBoolean()) {
          client.reset();
        }
      } catch (UncheckedIOException e) {
        // The proxy was faster.
      }
    }
  }

  private static void misbehave(Wire wire) throws Exception {
    Random random = new Random(wire.hashCode());
    while (true) {
      var head = wire.requestHead();
      if (head == null) {
        return;
      }
      if (head.startLine().contains("/good")) {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        continue;
      }
      int length = Integer.parseInt(String.valueOf(head.first("Content-Length")));
      switch (random.nextInt(6)) {
        case 0 -> wire.reset();
        case 1 -> wire.send("HTTP/1.1 500 Early\r\nContent-Length: 5\r\n\r\nearly");
        case 2 -> {
          wire.bytes(length / 2);
          wire.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort");
          return;
        }
        case 3 -> wire.send("garbage");
        default -> {
          wire.bytes(length);
          wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").send(new byte[1000]);
        }
      }
    }
  }
}
