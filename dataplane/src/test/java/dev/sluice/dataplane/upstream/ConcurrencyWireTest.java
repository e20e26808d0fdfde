package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyView;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class ConcurrencyWireTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Semaphore answers = new Semaphore(0);

  /** Answers when it is told to, but at once below /quick. */
  private ScriptedBackend waiting() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var request = wire.request(); request != null; request = wire.request()) {
                self[0].record(request);
                if (!request.startLine().contains("/quick")) {
                  answers.acquire();
                }
                wire.send(OK);
              }
            });
    return self[0];
  }

  private static ProxyFixture.Settings limited(int max, int queue) {
    return ProxyFixture.Settings.DEFAULT.backend(b -> b.with(new Concurrency.Limited(max, queue)));
  }

  private static ConcurrencyView view(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards().concurrency().orElseThrow();
  }

  private static void settles(ProxyFixture proxy, int inFlight, int waiting) {
    await()
        .untilAsserted(
            () -> {
              assertThat(view(proxy).inFlight()).isEqualTo(inFlight);
              assertThat(view(proxy).waiting()).isEqualTo(waiting);
            });
  }

  @Test
  void soManyAtATimeAFewWaitAndTheNextIsRefused() {
    try (var backend = waiting();
        var proxy = ProxyFixture.to(limited(1, 2), backend);
        var first = proxy.client();
        var second = proxy.client();
        var third = proxy.client();
        var fourth = proxy.client()) {
      first.send(ProxyFixture.get("/1"));
      settles(proxy, 1, 0);
      second.send(ProxyFixture.get("/2"));
      settles(proxy, 1, 1);
      third.send(ProxyFixture.get("/3"));
      settles(proxy, 1, 2);
      Wire.Message refused = fourth.send(ProxyFixture.get("/4")).response();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.first("Retry-After")).isEqualTo("1");
      assertThat(refused.text()).contains("UPSTREAM_OVERFLOW");
      answers.release(3);
      for (Wire client : List.of(first, second, third)) {
        assertThat(client.response().status()).isEqualTo(200);
      }
      settles(proxy, 0, 0);
      assertThat(backend.requests().stream().map(Wire.Message::startLine))
          .containsExactly("GET /1 HTTP/1.1", "GET /2 HTTP/1.1", "GET /3 HTTP/1.1");
    }
  }

  @Test
  void aRequestWaitsNoLongerThanItMay() {
    try (var backend = waiting();
        var proxy =
            ProxyFixture.to(limited(1, 2).request(Timeout.after(Duration.ofMillis(100))), backend);
        var first = proxy.client();
        var second = proxy.client()) {
      first.send(ProxyFixture.get(ProxyFixture.PATIENT));
      settles(proxy, 1, 0);
      assertThat(second.send(ProxyFixture.get("/")).response().status()).isEqualTo(503);
      settles(proxy, 1, 0);
      assertThat(proxy.ended().getFirst().failure()).isEqualTo(FailureKind.UPSTREAM_OVERFLOW);
      answers.release();
      assertThat(first.response().status()).isEqualTo(200);
      settles(proxy, 0, 0);
    }
  }

  @Test
  void aClientThatLeavesLeavesTheLine() {
    try (var backend = waiting();
        var proxy = ProxyFixture.to(limited(1, 2), backend);
        var first = proxy.client()) {
      first.send(ProxyFixture.get("/"));
      settles(proxy, 1, 0);
      try (Wire second = proxy.client()) {
        second.send(ProxyFixture.get("/"));
        settles(proxy, 1, 1);
      }
      settles(proxy, 1, 0);
      answers.release();
      assertThat(first.response().status()).isEqualTo(200);
      settles(proxy, 0, 0);
      assertThat(backend.requests()).hasSize(1);
    }
  }

  @Test
  void aClientThatLeavesGivesItsSlotBack() {
    try (var backend = waiting();
        var proxy = ProxyFixture.to(limited(1, 0), backend)) {
      try (Wire first = proxy.client()) {
        first.send(ProxyFixture.get("/"));
        settles(proxy, 1, 0);
      }
      settles(proxy, 0, 0);
    }
  }

  @Test
  void everyEndGivesTheSlotBack() {
    List<String> ends =
        List.of(
            "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nuntil close",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbroken",
            "garbage\r\n\r\n",
            "");
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  var request = wire.request();
                  if (request != null) {
                    String path = request.startLine().split(" ")[1];
                    wire.send(ends.get(Integer.parseInt(path.substring(1))));
                  }
                });
        var proxy = ProxyFixture.to(limited(2, 0), backend)) {
      for (int i = 0; i < ends.size(); i++) {
        try (Wire client = proxy.client()) {
          client.send(ProxyFixture.get("/" + i));
          settles(proxy, 0, 0);
        }
      }
    }
    try (var proxy = new ProxyFixture(limited(1, 0), new RefusingPort().endpoint());
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(502);
      settles(proxy, 0, 0);
    }
    try (var proxy = ProxyFixture.to(limited(1, 0));
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(503);
      settles(proxy, 0, 0);
    }
  }

  @Test
  void allThreadsAreServed() {
    try (var backend = waiting();
        var proxy = ProxyFixture.to(limited(2, 100).threads(4), backend)) {
      List<Wire> clients = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        clients.add(proxy.client().send(ProxyFixture.get("/")));
      }
      settles(proxy, 2, 38);
      answers.release(40);
      clients.forEach(client -> assertThat(client.response().status()).isEqualTo(200));
      settles(proxy, 0, 0);
      clients.forEach(Wire::close);
    }
  }
}
