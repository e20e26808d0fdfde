package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.BreakerState;
import dev.sluice.dataplane.upstream.breaker.BreakerView;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests end, as the breaker of their backend sees it. */
final class BreakerWireTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BROKEN = "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno";

  private final HandClock clock = new HandClock();

  private static CircuitBreaker.On three(BreakerFallback fallback) {
    return new CircuitBreaker.On(100, 100, Timeout.NONE, 10_000, 10_000, 3, 7_000, 1, fallback);
  }

  private ProxyFixture.Settings settings() {
    return settings(BreakerFallback.REFUSE);
  }

  private ProxyFixture.Settings settings(BreakerFallback fallback) {
    return ProxyFixture.Settings.DEFAULT
        .threads(1)
        .clock(clock)
        .backend(section -> section.with(three(fallback)));
  }

  private static BreakerView breaker(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards().breaker().orElseThrow();
  }

  private static Wire.Message get(ProxyFixture proxy) {
    try (Wire client = proxy.client()) {
      return client.send(ProxyFixture.get("/")).response();
    }
  }

  /** The last request may be answered before its end is counted. */
  private static void becomes(ProxyFixture proxy, BreakerState state) {
    await().untilAsserted(() -> assertThat(breaker(proxy).state()).isEqualTo(state));
  }

  @Test
  void threeServerErrorsOpenItAndTheNextRequestIsRefusedAtOnce() {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var proxy = ProxyFixture.to(settings(), backend)) {
      for (int i = 0; i < 3; i++) {
        assertThat(get(proxy).status()).isEqualTo(500);
      }
      becomes(proxy, BreakerState.OPEN);
      Wire.Message refused = get(proxy);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.first("Retry-After")).isEqualTo("7");
      assertThat(refused.first("Content-Type")).isEqualTo("application/problem+json");
      assertThat(refused.text()).contains("\"reason\":\"BREAKER_OPEN\"");
      assertThat(backend.requests()).hasSize(3);
      assertThat(breaker(proxy).refused()).isEqualTo(1);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(4));
      assertThat(proxy.ended().getLast().failure()).isEqualTo(FailureKind.BREAKER_OPEN);
      assertThat(proxy.ended().getLast().upstream().attempts()).isZero();
    }
  }

  @Test
  void afterItsTimeATrialClosesIt() {
    AtomicBoolean mended = new AtomicBoolean();
    try (var backend = switching(mended);
        var proxy = ProxyFixture.to(settings(), backend)) {
      for (int i = 0; i < 3; i++) {
        get(proxy);
      }
      becomes(proxy, BreakerState.OPEN);
      mended.set(true);
      assertThat(get(proxy).status()).isEqualTo(503);
      clock.forward(Duration.ofSeconds(7));
      assertThat(get(proxy).status()).isEqualTo(200);
      becomes(proxy, BreakerState.CLOSED);
      assertThat(get(proxy).status()).isEqualTo(200);
    }
  }

  private static ScriptedBackend switching(AtomicBoolean mended) {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var request = wire.request(); request != null; request = wire.request()) {
                self[0].record(request);
                wire.send(mended.get() ? OK : BROKEN);
              }
            });
    return self[0];
  }

  @Test
  void refusedConnectionsAreFailures() {
    try (var proxy = new ProxyFixture(settings(), new RefusingPort().endpoint())) {
      for (int i = 0; i < 2; i++) {
        assertThat(get(proxy).status()).isEqualTo(502);
      }
      // Each was tried twice: the third failure opened it, and there was no further try.
      becomes(proxy, BreakerState.OPEN);
      assertThat(get(proxy).status()).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        "garbage\r\n\r\n"
      })
  void resetsBrokenAnswersAndGarbageAreFailures(String answer) {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(answer);
                });
        var proxy = ProxyFixture.to(settings(), backend)) {
      for (int i = 0; i < 3; i++) {
        try (Wire client = proxy.client()) {
          int failures = i + 1;
          client.send(ProxyFixture.get("/"));
          await().untilAsserted(() -> assertThat(breaker(proxy).failures()).isEqualTo(failures));
        }
      }
      becomes(proxy, BreakerState.OPEN);
      assertThat(breaker(proxy).failures()).isEqualTo(3);
    }
  }

  @Test
  void timeoutsAreFailures() {
    try (var hanging =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.request();
                });
        var proxy =
            ProxyFixture.to(settings().request(Timeout.after(Duration.ofMillis(50))), hanging)) {
      for (int i = 0; i < 3; i++) {
        assertThat(get(proxy).status()).isEqualTo(504);
      }
      becomes(proxy, BreakerState.OPEN);
    }
  }

  @Test
  void clientsThatLeaveAreNobodysFault() throws Exception {
    CountDownLatch asked = new CountDownLatch(6);
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  asked.countDown();
                  wire.request();
                });
        var proxy = ProxyFixture.to(settings(), backend)) {
      for (int i = 0; i < 6; i++) {
        Wire client = proxy.client();
        client.send(ProxyFixture.get("/"));
        long left = 5 - i;
        await().until(() -> asked.getCount() <= left);
        client.close();
      }
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(6));
      assertThat(breaker(proxy).state()).isEqualTo(BreakerState.CLOSED);
      assertThat(breaker(proxy).calls()).isZero();
    }
  }

  @Test
  void aTrialWhoseClientLeavesMakesRoomForAnother() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    AtomicBoolean mended = new AtomicBoolean();
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  for (var got = wire.request(); got != null; got = wire.request()) {
                    if (got.startLine().contains("/hang")) {
                      asked.countDown();
                    } else {
                      wire.send(mended.get() ? OK : BROKEN);
                    }
                  }
                });
        var proxy = ProxyFixture.to(settings(), backend)) {
      for (int i = 0; i < 3; i++) {
        get(proxy);
      }
      becomes(proxy, BreakerState.OPEN);
      mended.set(true);
      clock.forward(Duration.ofSeconds(7));
      try (Wire client = proxy.client()) {
        client.send(ProxyFixture.get("/hang"));
        asked.await();
        assertThat(get(proxy).status()).isEqualTo(503);
      }
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(5));
      assertThat(get(proxy).status()).isEqualTo(200);
      becomes(proxy, BreakerState.CLOSED);
    }
  }

  @Test
  void anOpenBreakerMeansNoRetry() {
    try (var backend = ScriptedBackend.answering(BROKEN.replace("500", "503"));
        var proxy =
            ProxyFixture.to(
                settings().retry(Policies.retrying(RetryCondition.STATUS).attempts(9).policy()),
                backend)) {
      assertThat(get(proxy).status()).isEqualTo(503);
      assertThat(backend.requests()).hasSize(3);
      becomes(proxy, BreakerState.OPEN);
    }
  }

  @Test
  void aFixedAnswerMayStandInForTheBackend() {
    var answer = new BreakerFallback.Answer(200, "application/json", "[]");
    try (var backend = ScriptedBackend.answering(BROKEN);
        var proxy = ProxyFixture.to(settings(answer), backend)) {
      for (int i = 0; i < 3; i++) {
        get(proxy);
      }
      becomes(proxy, BreakerState.OPEN);
      Wire.Message answered = get(proxy);
      assertThat(answered.status()).isEqualTo(200);
      assertThat(answered.first("Content-Type")).isEqualTo("application/json");
      assertThat(answered.text()).isEqualTo("[]");
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(4));
      assertThat(proxy.ended().getLast().failure()).isEqualTo(FailureKind.BREAKER_OPEN);
    }
  }

  @Test
  void resetClosesIt() {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var proxy = ProxyFixture.to(settings(), backend)) {
      for (int i = 0; i < 3; i++) {
        get(proxy);
      }
      becomes(proxy, BreakerState.OPEN);
      assertThat(Objects.requireNonNull(proxy.upstreams().get(ProxyFixture.BACKEND)).resetBreaker())
          .isTrue();
      assertThat(get(proxy).status()).isEqualTo(500);
    }
  }
}
