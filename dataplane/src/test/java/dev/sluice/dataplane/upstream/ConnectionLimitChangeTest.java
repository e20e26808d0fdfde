package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Another {@code maxPerEndpoint} holds at once, for who waits and for what is there. */
final class ConnectionLimitChangeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Semaphore answers = new Semaphore(0);

  private ScriptedBackend waiting() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var r = wire.request(); r != null; r = wire.request()) {
                self[0].record(r);
                answers.acquire();
                wire.send(OK);
              }
            });
    return self[0];
  }

  private static ConnectionPolicy limit(int connections) {
    return new ConnectionPolicy(2_000, 60_000, connections, 100, Timeout.NONE);
  }

  private static void change(ProxyFixture proxy, int connections) {
    proxy
        .upstreams()
        .apply(List.of(BackendSection.of(ProxyFixture.BACKEND, limit(connections))), Secrets.NONE);
  }

  @Test
  void aHigherOneLetsThoseWhoWaitIn() {
    try (ScriptedBackend backend = waiting();
        ProxyFixture proxy =
            ProxyFixture.to(
                ProxyFixture.Settings.DEFAULT.connection(limit(1)).threads(2), backend)) {
      List<Wire> clients = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        clients.add(proxy.client().send(ProxyFixture.get("/")));
      }
      await().until(() -> proxy.view().pendingRequests() == 5);
      change(proxy, 4);
      await().untilAsserted(() -> assertThat(backend.requests()).hasSize(4));
      assertThat(proxy.view().pendingRequests()).isEqualTo(2);
      answers.release(6);
      clients.forEach(client -> assertThat(client.response().status()).isEqualTo(200));
      clients.forEach(Wire::close);
    }
  }

  @Test
  void aLowerOneIsKeptByGivingUpWhatIsTooMuch() {
    try (ScriptedBackend backend = waiting();
        ProxyFixture proxy =
            ProxyFixture.to(
                ProxyFixture.Settings.DEFAULT.connection(limit(4)).threads(2), backend)) {
      List<Wire> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(proxy.client().send(ProxyFixture.get("/")));
      }
      await().untilAsserted(() -> assertThat(backend.requests()).hasSize(4));
      change(proxy, 1);
      answers.release(4);
      clients.forEach(client -> assertThat(client.response().status()).isEqualTo(200));
      // Threads that give up at the same moment may give up the last one too.
      await()
          .untilAsserted(
              () ->
                  assertThat(proxy.view().idleConnections() + proxy.view().activeConnections())
                      .isLessThanOrEqualTo(1));
      // One at a time from now on.
      clients.forEach(client -> client.send(ProxyFixture.get("/")));
      await().until(() -> proxy.view().pendingRequests() == 3);
      assertThat(backend.requests()).hasSize(5);
      answers.release(4);
      clients.forEach(client -> assertThat(client.response().status()).isEqualTo(200));
      clients.forEach(Wire::close);
    }
  }
}
