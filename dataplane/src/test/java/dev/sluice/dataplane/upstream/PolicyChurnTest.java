package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever is changed of a backend that is well, no request pays for it and nothing is left. */
final class PolicyChurnTest {
  private static final int EDITS = 150;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Random random = new Random(20_261_121);
  private final AtomicInteger alive = new AtomicInteger();
  private final AtomicBoolean done = new AtomicBoolean();
  private final Semaphore answered = new Semaphore(0);
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  private ScriptedBackend backend() {
    return ScriptedBackend.start(
        wire -> {
          alive.incrementAndGet();
          try {
            for (var r = wire.request(); r != null; r = wire.request()) {
              if (r.first("Upgrade") != null) {
                wire.send(WebSocketTest.ACCEPTED);
                wire.awaitEnd();
                return;
              }
              wire.send(OK);
            }
          } finally {
            alive.decrementAndGet();
          }
        });
  }

  private BackendSection anySection() {
    return BackendSection.of(
            ProxyFixture.BACKEND,
            new ConnectionPolicy(
                20_000,
                random.nextBoolean() ? 60_000 : 20,
                1 + random.nextInt(12),
                10_000,
                random.nextBoolean() ? Timeout.NONE : Timeout.after(Duration.ofMillis(50))))
        .with(
            random.nextBoolean()
                ? CircuitBreaker.OFF
                : new CircuitBreaker.On(
                    50, 100, Timeout.NONE, 10, 10_000, 3, 600_000, 1, BreakerFallback.REFUSE))
        .with(
            random.nextBoolean()
                ? HealthCheck.OFF
                : new HealthCheck.On(
                    new HealthCheck.HealthProbe.Http("/health", "", List.of(200)),
                    0,
                    new HealthCheck.Pace(1 + random.nextInt(20), 10, 20_000, 1, 1)))
        .with(
            random.nextBoolean()
                ? OutlierDetection.OFF
                : new OutlierDetection.On(5, 5, Timeout.NONE, 100, 600_000, 600_000, 100))
        .with(
            switch (random.nextInt(4)) {
              case 0 -> Concurrency.UNLIMITED;
              case 1 -> new Concurrency.Adaptive(1, 20, 10_000);
              default -> new Concurrency.Limited(1 + random.nextInt(10), 10_000);
            })
        .with(random.nextBoolean() ? Hedge.OFF : new Hedge.After(1 + random.nextInt(5), 1))
        .with(
            new LoadBalancer(
                random.nextBoolean()
                    ? new BalancingAlgorithm.LeastRequest()
                    : new BalancingAlgorithm.RoundRobin(),
                random.nextBoolean() ? Timeout.NONE : Timeout.after(Duration.ofSeconds(1)),
                ZonePreference.NONE,
                0));
  }

  private Endpoint[] some(List<ScriptedBackend> backends) {
    List<ScriptedBackend> order = new ArrayList<>(backends);
    Collections.shuffle(order, random);
    return order.subList(0, 1 + random.nextInt(order.size())).stream()
        .map(ScriptedBackend::endpoint)
        .toArray(Endpoint[]::new);
  }

  private Thread asking(ProxyFixture proxy, String request) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try (Wire client = proxy.client()) {
                while (!done.get()) {
                  Wire.Message answer = client.send(request).response();
                  if (answer.status() != 200) {
                    failures.add(answer.head() + answer.text());
                  }
                  answered.release();
                }
              } catch (RuntimeException e) {
                failures.add(request + e);
              }
            });
  }

  /** Comes and goes, sometimes before it has an answer. */
  private Thread restless(ProxyFixture proxy) {
    return Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; !done.get(); i++) {
                Wire client = proxy.client();
                client.send(i % 3 == 0 ? WebSocketTest.UPGRADE : ProxyFixture.get("/"));
                if (i % 2 == 0) {
                  int status = client.responseHead().status();
                  if (status != 101 && status != 200) {
                    failures.add("restless " + status);
                  }
                }
                client.reset();
              }
            });
  }

  @Test
  void editsUnderLoadFailNoRequestAndLeaveNothingBehind() throws InterruptedException {
    List<ScriptedBackend> backends = List.of(backend(), backend(), backend(), backend());
    try (ProxyFixture proxy =
        ProxyFixture.to(
            ProxyFixture.Settings.DEFAULT.request(Timeout.after(Duration.ofSeconds(60))),
            backends.toArray(ScriptedBackend[]::new))) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(asking(proxy, ProxyFixture.get("/")));
        clients.add(asking(proxy, ProxyFixture.post("/", "body")));
      }
      clients.add(restless(proxy));
      boolean moving = true;
      for (int i = 0; i < EDITS && moving && failures.isEmpty(); i++) {
        if (random.nextInt(3) == 0) {
          proxy.endpoints(some(backends));
        } else {
          proxy.upstreams().apply(List.of(anySection()), Secrets.NONE);
        }
        answered.drainPermits();
        moving = answered.tryAcquire(10, 60, TimeUnit.SECONDS);
      }
      proxy
          .upstreams()
          .apply(
              List.of(
                  BackendSection.of(ProxyFixture.BACKEND).with(new Concurrency.Limited(2, 10_000))),
              Secrets.NONE);
      done.set(true);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(failures).isEmpty();
      assertThat(moving).isTrue();
      await()
          .untilAsserted(
              () -> {
                UpstreamView view = proxy.upstreams().view().getFirst();
                assertThat(view.safeguards().concurrency().orElseThrow().inFlight()).isZero();
                assertThat(view.safeguards().concurrency().orElseThrow().waiting()).isZero();
                assertThat(view.endpoints())
                    .allSatisfy(
                        endpoint -> {
                          assertThat(endpoint.activeRequests()).isZero();
                          assertThat(endpoint.activeConnections()).isZero();
                          assertThat(endpoint.pendingRequests()).isZero();
                        });
                assertThat(proxy.upstreams().tunnels().count()).isZero();
              });
      // Those that rest end with their endpoints, and nobody checks any more.
      proxy.endpoints();
      await().untilAsserted(() -> assertThat(alive).hasValue(0));
      await().untilAsserted(() -> assertThat(proxy.timers()).isZero());
    } finally {
      backends.forEach(ScriptedBackend::close);
    }
  }
}
