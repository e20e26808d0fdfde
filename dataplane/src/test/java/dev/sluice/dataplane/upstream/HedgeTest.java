package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.RetryBudget;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.Timeout;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HedgeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
  private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

  /** Fails a try before its start returns. */
  private static final Endpoint FORBIDDEN = new Endpoint("169.254.169.254", 80);

  private final Semaphore late = new Semaphore(0);
  private final AtomicInteger asked = new AtomicInteger();

  /** Whoever of the two is asked first is slow, the other quick. */
  private ScriptedBackend backend(String name, String first, String second) {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var request = wire.request(); request != null; request = wire.request()) {
                self[0].record(request);
                if (asked.incrementAndGet() == 1) {
                  late.acquire();
                  wire.send(first.isEmpty() ? OK + name : first);
                } else {
                  wire.send(second.isEmpty() ? OK + name : second);
                }
              }
            });
    return self[0];
  }

  private static ProxyFixture.Settings hedging(Hedge hedge) {
    return ProxyFixture.Settings.DEFAULT
        .threads(1)
        .backend(b -> b.with(hedge).with(new RetryBudget(0, 100)));
  }

  private static final ProxyFixture.Settings SOON = hedging(new Hedge.After(20, 1));

  private static SafeguardsView view(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards();
  }

  private static int active(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().endpoints().stream()
        .mapToInt(EndpointView::activeRequests)
        .sum();
  }

  @Test
  void aLateReadIsAskedOfAnotherEndpointAndTheFirstAnswerWins() {
    try (var one = backend("one!", "", "");
        var two = backend("two!", "", "");
        var proxy = ProxyFixture.to(SOON, one, two);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      assertThat(one.requests()).hasSize(1);
      assertThat(two.requests()).hasSize(1);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(proxy.ended().getFirst().upstream().hedged()).isTrue();
      assertThat(proxy.ended().getFirst().upstream().attempts()).isEqualTo(2);
      assertThat(view(proxy).hedges()).isEqualTo(1);
      assertThat(view(proxy).hedgesWon()).isEqualTo(1);
      assertThat(active(proxy)).isZero();
      // The loser's connection is gone, and its late answer answers nothing.
      late.release(10);
      for (int i = 0; i < 20; i++) {
        String path = "/" + i;
        assertThat(client.send(ProxyFixture.get(path)).response().status()).isEqualTo(200);
      }
      assertThat(proxy.ended()).hasSizeGreaterThanOrEqualTo(20);
      assertThat(one.accepted() + two.accepted()).isEqualTo(3);
    }
  }

  @Test
  void theFirstMayStillBeFaster() {
    Semaphore both = new Semaphore(0);
    AtomicBoolean firstTaken = new AtomicBoolean();
    ScriptedBackend.Script script =
        wire -> {
          for (var request = wire.request(); request != null; request = wire.request()) {
            if (firstTaken.compareAndSet(false, true)) {
              both.acquire();
              wire.send(OK + "lead");
            } else {
              both.release();
              wire.request();
            }
          }
        };
    try (var one = ScriptedBackend.start(script);
        var two = ScriptedBackend.start(script);
        var proxy = ProxyFixture.to(SOON, one, two);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("lead");
      assertThat(view(proxy).hedges()).isEqualTo(1);
      assertThat(view(proxy).hedgesWon()).isZero();
      await().untilAsserted(() -> assertThat(active(proxy)).isZero());
    }
  }

  @Test
  void aBadAnswerDoesNotWinWhileAnotherMayCome() {
    try (var one = backend("one!", "", BUSY);
        var two = backend("two!", "", BUSY);
        var proxy = ProxyFixture.to(SOON, one, two);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      await().until(() -> asked.get() == 2);
      late.release();
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(active(proxy)).isZero();
    }
  }

  @Test
  void whatFailsMakesWayForTheOther() {
    try (var one = backend("one!", "garbage\r\n\r\n", "");
        var two = backend("two!", "garbage\r\n\r\n", "");
        var proxy = ProxyFixture.to(hedging(new Hedge.After(10, 1)), one, two);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.response().status()).isEqualTo(200);
      late.release(2);
    }
  }

  @Test
  void aFirstTryThatFailsAtOnceIsFollowedByAnOrdinaryOne() {
    ProxyFixture.Settings settings =
        Policies.retrying(RetryCondition.CONNECT_FAILURE)
            .backoff(0)
            .settings()
            .backend(b -> b.with(new Hedge.After(10_000, 1)).with(new RetryBudget(100, 10_000)));
    try (var one = ScriptedBackend.answering(OK + "here");
        var proxy = new ProxyFixture(settings, FORBIDDEN, one.endpoint());
        var client = proxy.client()) {
      for (int i = 0; i < 40; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("here");
      }
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(40));
      assertThat(proxy.ended()).anyMatch(each -> each.upstream().attempts() == 2);
      assertThat(active(proxy)).isZero();
    }
  }

  @Test
  void aSecondTryThatFailsTooIsTheEnd() {
    ProxyFixture.Settings settings =
        Policies.retrying(RetryCondition.CONNECT_FAILURE)
            .backoff(0)
            .settings()
            .backend(b -> b.with(new Hedge.After(10_000, 1)).with(new RetryBudget(100, 10_000)));
    try (var nobody = new RefusingPort();
        var proxy = new ProxyFixture(settings, FORBIDDEN, nobody.endpoint());
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(502);
      assertThat(active(proxy)).isZero();
    }
  }

  @Test
  void onlyReadsWithoutABodyAreAskedTwice() {
    try (var one = backend("one!", "", "");
        var two = backend("two!", "", "");
        var proxy = ProxyFixture.to(SOON, one, two);
        var client = proxy.client();
        var other = proxy.client()) {
      client.send(ProxyFixture.post("/", "body"));
      await().until(() -> asked.get() == 1);
      // Time passes. A read could itself be late on a busy machine.
      assertThat(other.send(ProxyFixture.post("/", "body")).response().status()).isEqualTo(200);
      late.release();
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(view(proxy).hedges()).isZero();
    }
  }

  @Test
  void withoutBudgetOrASlotOrASecondEndpointThereIsNone() {
    CircuitBreaker.On breaker =
        new CircuitBreaker.On(
            100, 100, Timeout.NONE, 10_000, 10_000, 1, 60_000, 1, BreakerFallback.REFUSE);
    noHedge(SOON.backend(b -> b.with(new Hedge.After(10, 1)).with(new RetryBudget(0, 0))), 2);
    noHedge(
        SOON.backend(
            b -> b.with(new Hedge.After(10, 1)).with(breaker).with(new Concurrency.Limited(1, 0))),
        2);
    noHedge(SOON, 1);
  }

  private void noHedge(ProxyFixture.Settings settings, int endpoints) {
    asked.set(0);
    try (var one = backend("one!", "", "");
        var two = backend("two!", "", "");
        var proxy =
            endpoints == 2 ? ProxyFixture.to(settings, one, two) : ProxyFixture.to(settings, one);
        var client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      await().until(() -> asked.get() == 1);
      // The wheel turns on the same thread: what is due later is seen later.
      await()
          .pollDelay(java.time.Duration.ofMillis(100))
          .untilAsserted(() -> assertThat(view(proxy).hedges()).isZero());
      late.release();
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void theLoserIsNobodysFaultAndItsSlotComesBack() {
    CircuitBreaker.On breaker =
        new CircuitBreaker.On(
            100, 100, Timeout.NONE, 10_000, 10_000, 1, 60_000, 1, BreakerFallback.REFUSE);
    try (var one = backend("one!", "", "");
        var two = backend("two!", "", "");
        var proxy =
            ProxyFixture.to(
                SOON.backend(
                    b ->
                        b.with(new Hedge.After(10, 1))
                            .with(breaker)
                            .with(new Concurrency.Limited(2, 0))),
                one,
                two);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      await()
          .untilAsserted(
              () -> {
                assertThat(view(proxy).concurrency().orElseThrow().inFlight()).isZero();
                assertThat(view(proxy).breaker().orElseThrow().calls()).isEqualTo(1);
              });
      assertThat(view(proxy).breaker().orElseThrow().failures()).isZero();
      assertThat(view(proxy).hedgesWon()).isEqualTo(1);
      late.release(2);
    }
  }

  @Test
  void whatIsLateIsKnownOnceEnoughAnswersAre() {
    AtomicBoolean slow = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    ScriptedBackend.Script script =
        wire -> {
          for (var request = wire.request(); request != null; request = wire.request()) {
            served.incrementAndGet();
            if (slow.compareAndSet(true, false)) {
              late.acquire();
            }
            wire.send(OK + "here");
          }
        };
    try (var one = ScriptedBackend.start(script);
        var two = ScriptedBackend.start(script);
        var proxy = ProxyFixture.to(hedging(new Hedge.AfterPercentile(95, 1)), one, two);
        var client = proxy.client()) {
      for (int i = 0; i < 200; i++) {
        client.send(ProxyFixture.get("/")).response();
      }
      await()
          .until(
              () -> {
                client.send(ProxyFixture.get("/")).response();
                return Objects.requireNonNull(proxy.upstreams().get(ProxyFixture.BACKEND))
                        .safeguards()
                        .lateAfterMillis(95)
                    > 0;
              });
      slow.set(true);
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      assertThat(view(proxy).hedgesWon()).isPositive();
      late.release();
    }
  }
}
