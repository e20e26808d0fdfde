package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Carrier.class)
final class PoolTest {
  PoolTest(Carrier carrier) {
    carrier.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static ConnectionPolicy limits(int maxPerEndpoint, int maxPending) {
    return new ConnectionPolicy(2_000, 60_000, maxPerEndpoint, maxPending, Timeout.NONE);
  }

  /** Answers a request for each permit. */
  private static ScriptedBackend gated(Semaphore permits) {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var r = wire.request(); r != null; r = wire.request()) {
                self[0].record(r);
                permits.acquire();
                wire.send(OK);
              }
            });
    return self[0];
  }

  @Test
  void requestsBeyondTheLimitWaitAndBeyondTheQueueAreRefused() {
    Semaphore permits = new Semaphore(0);
    try (var backend = gated(permits);
        var proxy =
            ProxyFixture.to(ProxyFixture.Settings.DEFAULT.connection(limits(1, 1)), backend);
        var first = proxy.client();
        var second = proxy.client();
        var third = proxy.client()) {
      first.send(ProxyFixture.get("/1"));
      await().untilAsserted(() -> assertThat(backend.requests()).hasSize(1));
      second.send(ProxyFixture.get("/2"));
      await().untilAsserted(() -> assertThat(proxy.view().pendingRequests()).isEqualTo(1));

      var refused = third.send(ProxyFixture.get("/3")).response();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("\"reason\":\"UPSTREAM_OVERFLOW\"");

      permits.release(2);
      assertThat(first.response().status()).isEqualTo(200);
      assertThat(second.response().status()).isEqualTo(200);
      assertThat(proxy.view().pendingRequests()).isZero();
    }
  }

  @Test
  void theLimitHoldsOverAllThreadsAndEveryoneIsServed() throws Exception {
    AtomicInteger busy = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  for (var r = wire.request(); r != null; r = wire.request()) {
                    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                    Thread.sleep(2);
                    busy.decrementAndGet();
                    wire.send(OK);
                  }
                });
        var proxy =
            ProxyFixture.to(
                ProxyFixture.Settings.DEFAULT.connection(limits(3, 1000)).threads(4), backend)) {
      List<Thread> clients = new ArrayList<>();
      AtomicInteger served = new AtomicInteger();
      for (int i = 0; i < 24; i++) {
        clients.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try (var client = proxy.client()) {
                        for (int j = 0; j < 20; j++) {
                          if (client.send(ProxyFixture.get("/")).response().status() == 200) {
                            served.incrementAndGet();
                          }
                        }
                      }
                    }));
      }
      for (Thread client : clients) {
        client.join();
      }
      assertThat(served).hasValue(24 * 20);
      assertThat(most.get()).isLessThanOrEqualTo(3);
      assertThat(proxy.view().pendingRequests()).isZero();
      await().untilAsserted(() -> assertThat(proxy.view().activeConnections()).isZero());
    }
  }

  @Test
  void aConnectionIdleOnAnotherThreadDoesNotBlockTheOnlySlot() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy =
            ProxyFixture.to(
                ProxyFixture.Settings.DEFAULT.connection(limits(1, 100)).threads(3), backend)) {
      // Clients land on different threads; each finds the slot taken by an idle connection.
      for (int i = 0; i < 12; i++) {
        try (var client = proxy.client()) {
          assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
        }
      }
      assertThat(backend.requests()).hasSize(12);
    }
  }

  @Test
  void aWaiterThatLeavesFreesItsPlace() {
    Semaphore permits = new Semaphore(0);
    try (var backend = gated(permits);
        var proxy =
            ProxyFixture.to(ProxyFixture.Settings.DEFAULT.connection(limits(1, 1)), backend);
        var first = proxy.client();
        var third = proxy.client()) {
      first.send(ProxyFixture.get("/1"));
      await().untilAsserted(() -> assertThat(backend.requests()).hasSize(1));
      var second = proxy.client();
      second.send(ProxyFixture.get("/2"));
      await().untilAsserted(() -> assertThat(proxy.view().pendingRequests()).isEqualTo(1));
      second.close();
      await().untilAsserted(() -> assertThat(proxy.view().pendingRequests()).isZero());

      third.send(ProxyFixture.get("/3"));
      permits.release(2);
      assertThat(first.response().status()).isEqualTo(200);
      assertThat(third.response().status()).isEqualTo(200);
      assertThat(backend.requests()).hasSize(2);
    }
  }

  @Test
  void connectionsThatRestTooLongAreClosed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    ConnectionPolicy shortIdle = new ConnectionPolicy(2_000, 100, 10, 10, Timeout.NONE);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                  wire.request();
                  closed.countDown();
                });
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.connection(shortIdle), backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
      await().untilAsserted(() -> assertThat(proxy.view().idleConnections()).isZero());
    }
  }

  @Test
  void connectionsThatAreTooOldTakeNoRequest() throws Exception {
    ConnectionPolicy young =
        new ConnectionPolicy(2_000, 60_000, 10, 10, Timeout.after(Duration.ofMillis(50)));
    try (var backend = ScriptedBackend.answering(OK);
        var proxy =
            ProxyFixture.to(ProxyFixture.Settings.DEFAULT.connection(young).threads(1), backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      Thread.sleep(120);
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void anEndpointThatLeavesFinishesItsRequestsAndGetsNoMore() {
    Semaphore permits = new Semaphore(0);
    try (var leaving = gated(permits);
        var staying = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(leaving);
        var first = proxy.client();
        var second = proxy.client()) {
      first.send(ProxyFixture.get("/slow"));
      await().untilAsserted(() -> assertThat(leaving.requests()).hasSize(1));
      proxy.endpoints(staying.endpoint());
      assertThat(second.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      assertThat(staying.requests()).hasSize(1);
      permits.release(10);
      assertThat(first.response().status()).isEqualTo(200);
      assertThat(leaving.requests()).hasSize(1);
    }
  }

  @Test
  void anEndpointThatLeavesHandsItsWaitersOver() {
    Semaphore permits = new Semaphore(0);
    try (var leaving = gated(permits);
        var staying = ScriptedBackend.answering(OK);
        var proxy =
            ProxyFixture.to(ProxyFixture.Settings.DEFAULT.connection(limits(1, 9)), leaving);
        var first = proxy.client();
        var second = proxy.client()) {
      first.send(ProxyFixture.get("/slow"));
      await().untilAsserted(() -> assertThat(leaving.requests()).hasSize(1));
      second.send(ProxyFixture.post("/", "body"));
      await().untilAsserted(() -> assertThat(proxy.view().pendingRequests()).isEqualTo(1));
      proxy.endpoints(staying.endpoint());
      assertThat(second.response().status()).isEqualTo(200);
      assertThat(staying.lastRequest().text()).isEqualTo("body");
      permits.release();
      assertThat(first.response().status()).isEqualTo(200);
    }
  }

  @Test
  void anEndpointThatStaysKeepsItsConnectionsAndACountThatGoesOn() {
    try (var backend = ScriptedBackend.answering(OK);
        var other = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      proxy.endpoints(backend.endpoint(), other.endpoint());
      proxy
          .upstreams()
          .apply(
              List.of(
                  BackendSection.of(ProxyFixture.BACKEND, limits(7, 7))
                      .with(Carrier.current().settings())),
              Carrier.current().secrets());
      proxy.endpoints(backend.endpoint());
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      assertThat(backend.accepted()).isEqualTo(1);
      assertThat(proxy.upstreams().view().get(0).connection().maxPerEndpoint()).isEqualTo(7);
    }
  }

  @Test
  void aRemovedBackendClosesItsIdleConnectionsAndStillServesWhoHoldsIt() {
    CountDownLatch closed = new CountDownLatch(1);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  for (var r = wire.request(); r != null; r = wire.request()) {
                    wire.send(OK);
                  }
                  closed.countDown();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      proxy.upstreams().apply(List.of());
      await().untilAsserted(() -> assertThat(closed.getCount()).isZero());
      assertThat(proxy.upstreams().get(ProxyFixture.BACKEND)).isNull();
      // The old runtime still has its handler.
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
    }
  }

  @Test
  void ofTwoEndpointsTheOneWithLessToDoIsChosen() {
    Semaphore permits = new Semaphore(0);
    try (var slow = gated(permits);
        var fast = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(slow, fast)) {
      List<Wire> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 20; i++) {
          Wire client = proxy.client();
          clients.add(client);
          client.send(ProxyFixture.get("/" + i));
          int sent = i + 1;
          await()
              .untilAsserted(
                  () ->
                      assertThat(slow.requests().size() + fast.requests().size()).isEqualTo(sent));
          // What the fast one answered is done before the next is sent.
          await()
              .untilAsserted(
                  () ->
                      assertThat(proxy.upstreams().view().get(0).endpoints())
                          .filteredOn(e -> e.endpoint().equals(fast.endpoint()))
                          .allMatch(e -> e.activeRequests() == 0));
        }
        assertThat(slow.requests()).hasSizeLessThanOrEqualTo(1);
        assertThat(fast.requests()).hasSizeGreaterThanOrEqualTo(19);
      } finally {
        permits.release(100);
        clients.forEach(Wire::close);
      }
    }
  }

  @Test
  void theViewIsOrderedAndNamesItsBackends() {
    var upstreams = new Upstreams();
    var b = new ObjectKey("b", "x");
    var a = new ObjectKey("a", "x");
    upstreams.prepare(List.of(BackendSection.of(b), BackendSection.of(a)));
    assertThat(upstreams.view()).extracting(UpstreamView::backend).containsExactly(a, b);
    assertThat(Objects.requireNonNull(upstreams.get(a)).key()).isEqualTo(a);
  }
}
