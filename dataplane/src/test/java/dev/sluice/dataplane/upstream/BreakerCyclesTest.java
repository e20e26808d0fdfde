package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.breaker.BreakerState;
import dev.sluice.dataplane.upstream.breaker.BreakerView;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A backend that fails and recovers again and again under load; each answer is looked at. */
final class BreakerCyclesTest {
  private static final int CLIENTS = 6;
  private static final int CYCLES = 5;

  private final HandClock clock = new HandClock();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  private ScriptedBackend backend() {
    return ScriptedBackend.start(
        wire -> {
          while (wire.request() != null) {
            asked.incrementAndGet();
            wire.send(
                broken.get()
                    ? "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
  }

  private static ProxyFixture.Settings settings(HandClock clock) {
    return ProxyFixture.Settings.DEFAULT
        .clock(clock)
        .backend(
            section ->
                section.with(
                    new CircuitBreaker.On(
                        50, 100, Timeout.NONE, 20, 10_000, 8, 5_000, 3, BreakerFallback.REFUSE)));
  }

  private static BreakerView breaker(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards().breaker().orElseThrow();
  }

  private static void becomes(ProxyFixture proxy, BreakerState state) {
    await().untilAsserted(() -> assertThat(breaker(proxy).state()).isEqualTo(state));
  }

  private Void load(ProxyFixture proxy) {
    try (Wire client = proxy.client()) {
      while (!over.get()) {
        Wire.Message answer = client.send(ProxyFixture.get("/")).response();
        switch (answer.status()) {
          case 200 -> assertThat(answer.text()).isEqualTo("ok");
          case 500 -> assertThat(answer.text()).isEqualTo("no");
          default -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("BREAKER_OPEN");
            assertThat(Integer.parseInt(answer.first("Retry-After"))).isBetween(1, 5);
            refused.incrementAndGet();
            continue;
          }
        }
        answered.incrementAndGet();
      }
    }
    return null;
  }

  @Test
  void everyRequestIsAnsweredByTheBackendOrRefusedWithATime() throws Exception {
    try (var backend = backend();
        var proxy = ProxyFixture.to(settings(clock), backend);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> load(proxy)));
      }
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        broken.set(true);
        becomes(proxy, BreakerState.OPEN);
        int before = refused.get();
        await().until(() -> refused.get() > before + 50);
        // The trials fail: it opens again.
        long opened = breaker(proxy).transitions().getOrDefault(BreakerState.OPEN, 0L);
        clock.forward(Duration.ofSeconds(5));
        await()
            .until(() -> breaker(proxy).transitions().getOrDefault(BreakerState.OPEN, 0L) > opened);
        broken.set(false);
        clock.forward(Duration.ofSeconds(5));
        becomes(proxy, BreakerState.CLOSED);
        int good = answered.get();
        await().until(() -> answered.get() > good + 50);
      }
      over.set(true);
      for (Future<Void> one : running) {
        one.get();
      }
      assertThat(answered.get()).isEqualTo(asked.get());
      assertThat(breaker(proxy).refused()).isEqualTo(refused.get());
      assertThat(breaker(proxy).transitions())
          .containsEntry(BreakerState.CLOSED, (long) CYCLES)
          .containsEntry(BreakerState.OPEN, 2L * CYCLES)
          .containsEntry(BreakerState.HALF_OPEN, 2L * CYCLES);
    }
  }
}
