package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.breaker.BreakerView;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whoever uploads slowly on purpose cannot have a backend shut off for all others. */
final class SlowUploadBlameTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HEAD =
      "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 4\r\n\r\n";
  private static final long SLOW_MILLIS = 1_500;

  private static ProxyFixture.Settings settings() {
    return ProxyFixture.Settings.DEFAULT
        .threads(1)
        .backend(
            section ->
                section.with(
                    new CircuitBreaker.On(
                        100,
                        1,
                        Timeout.after(Duration.ofMillis(SLOW_MILLIS)),
                        10_000,
                        60_000,
                        100,
                        7_000,
                        1,
                        BreakerFallback.REFUSE)));
  }

  private static BreakerView breaker(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards().breaker().orElseThrow();
  }

  /** What an attacker does: nothing shorter would count. */
  private static void pause(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  @Test
  void aSlowUploadIsNoSlowCall() throws Exception {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(settings(), backend);
        Wire client = proxy.client()) {
      client.send(HEAD + "ab");
      pause(2 * SLOW_MILLIS);
      client.send("cd");
      assertThat(client.response().status()).isEqualTo(200);
      await().untilAsserted(() -> assertThat(breaker(proxy).calls()).isEqualTo(1));
      assertThat(breaker(proxy).slowCalls()).isZero();
    }
  }

  @Test
  void theTimeOfOneTryBeginsWhenTheClientHasDoneItsPart() throws Exception {
    Duration limit = Duration.ofMillis(1_000);
    try (var hanging =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.request();
                });
        var proxy =
            ProxyFixture.to(
                settings()
                    .timeouts(
                        new RouteTimeouts(
                            Timeout.after(Duration.ofSeconds(20)),
                            Timeout.after(limit),
                            Timeout.NONE)),
                hanging);
        Wire client = proxy.client()) {
      client.send(HEAD + "ab");
      pause(700);
      long before = System.nanoTime();
      client.send("cd");
      assertThat(client.response().status()).isEqualTo(504);
      // The clock is read before the last bytes are sent, so this holds however late all is.
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(limit);
    }
  }

  @Test
  void aTimeoutThatTheClientHasUsedUpIsNoFailureOfTheBackend() throws Exception {
    try (var hanging =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.request();
                });
        var proxy =
            ProxyFixture.to(settings().request(Timeout.after(Duration.ofSeconds(3))), hanging);
        Wire client = proxy.client()) {
      client.send(HEAD + "ab");
      pause(2_000);
      client.send("cd");
      // 408 if this thread was held up for a second.
      assertThat(client.response().status()).isIn(504, 408);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(breaker(proxy).failures()).isZero();
    }
  }

  @Test
  void aBackendThatGivesUpOnAStalledUploadHasNotFailed() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    try (var impatient =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  stalled.await();
                });
        var proxy = ProxyFixture.to(settings(), impatient);
        Wire client = proxy.client()) {
      client.send(HEAD + "ab");
      pause(2_500);
      stalled.countDown();
      assertThat(client.response().status()).isEqualTo(502);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(breaker(proxy).failures()).isZero();
    }
  }
}
