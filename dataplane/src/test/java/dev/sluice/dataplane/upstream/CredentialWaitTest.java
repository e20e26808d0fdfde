package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.upstream.breaker.BreakerView;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The time that a request waits for its backend's token is not the backend's. */
final class CredentialWaitTest {
  private static final ObjectKey CLIENT = new ObjectKey("test", "client");
  private static final long HELD_MILLIS = 400;
  private static final String TOKEN = "{\"access_token\":\"tkn\",\"expires_in\":3600}";

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch given = new CountDownLatch(1);
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final ScriptedBackend tokens =
      ScriptedBackend.start(
          wire -> {
            if (wire.request() != null) {
              asked.countDown();
              given.await();
              wire.send(
                  "HTTP/1.1 200 OK\r\nContent-Length: " + TOKEN.length() + "\r\n\r\n" + TOKEN);
            }
          });

  @AfterEach
  void stop() {
    given.countDown();
    backend.close();
    tokens.close();
  }

  private BackendSection section() {
    return BackendSection.of(ProxyFixture.BACKEND)
        .with(
            new BackendCredential.Oauth2(
                "http://127.0.0.1:" + tokens.port() + "/token",
                new SecretEntry(CLIENT, "client-id"),
                new SecretEntry(CLIENT, "client-secret"),
                List.of(),
                List.of()))
        .with(
            new LoadBalancer(
                new BalancingAlgorithm.PeakEwma(), Timeout.NONE, ZonePreference.NONE, 0))
        .with(
            new CircuitBreaker.On(
                100, 100, Timeout.NONE, 10_000, 60_000, 100, 7_000, 1, BreakerFallback.REFUSE));
  }

  private ProxyFixture proxy(ProxyFixture.Settings settings) {
    ProxyFixture proxy = ProxyFixture.to(settings.threads(1), backend);
    proxy
        .upstreams()
        .apply(
            List.of(section()),
            Secrets.of(
                List.of(
                    new SecretSection.Credential(
                        CLIENT,
                        new TreeMap<>(
                            Map.of(
                                "client-id", new SecretText("a"),
                                "client-secret", new SecretText("b")))))));
    return proxy;
  }

  private static BreakerView breaker(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards().breaker().orElseThrow();
  }

  /** Holds the token back; nothing shorter would count. */
  private long hold() throws InterruptedException {
    asked.await();
    long before = System.nanoTime();
    Thread.sleep(HELD_MILLIS);
    return before;
  }

  @Test
  void theWaitIsNoLatencyOfTheEndpoint() throws Exception {
    try (ProxyFixture proxy = proxy(ProxyFixture.Settings.DEFAULT);
        Wire client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      // It waits from here at the latest: one that is not there yet waits less, and passes.
      long before = hold();
      long held = System.nanoTime() - before;
      given.countDown();
      assertThat(client.response().status()).isEqualTo(200);
      long all = System.nanoTime() - before;
      var upstream = Objects.requireNonNull(proxy.upstreams().get(ProxyFixture.BACKEND));
      double latency = upstream.endpoints()[0].latency().nanos(System.nanoTime());
      assertThat(latency).isPositive().isLessThanOrEqualTo((all - held) * 1.01);
    }
  }

  @Test
  void aRequestWhoseTimeEndsInTheWaitIsNoFailureOfTheEndpoint() throws Exception {
    try (ProxyFixture proxy =
            proxy(ProxyFixture.Settings.DEFAULT.request(Timeout.after(Duration.ofMillis(300))));
        Wire client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      asked.await();
      assertThat(client.response().status()).isEqualTo(504);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(breaker(proxy).failures()).isZero();
    }
  }

  @Test
  void theTimeOfOneTryBeginsWithTheToken() throws Exception {
    RouteTimeouts timeouts =
        new RouteTimeouts(
            Timeout.after(Duration.ofSeconds(60)),
            Timeout.after(Duration.ofMillis(HELD_MILLIS / 4)),
            Timeout.NONE);
    try (ProxyFixture proxy = proxy(ProxyFixture.Settings.DEFAULT.timeouts(timeouts));
        Wire client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      hold();
      assertThat(proxy.ended()).as("the endpoint has not been asked yet").isEmpty();
    }
  }
}
