package dev.sluice.dataplane;

import static dev.sluice.dataplane.LimitConfig.atATime;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** So many at a time: places are given back once, however a request ends. */
final class LimitConcurrencyTest {
  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final Semaphore answers = new Semaphore(0);
  private final Semaphore asked = new Semaphore(0);
  private final ScriptedBackend backend =
      ScriptedBackend.start(
          wire -> {
            for (var request = wire.request(); request != null; request = wire.request()) {
              asked.release();
              if (request.startLine().contains("/chat")) {
                wire.send(ACCEPTED);
                wire.awaitEnd();
              } else if (request.startLine().contains("/break")) {
                wire.reset();
              } else if (!request.startLine().contains("/quick")) {
                answers.acquire();
              }
              wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
          });

  @AfterEach
  void stop() {
    answers.release(100);
    backend.close();
  }

  private GatewayFixture serving(RateLimit... limits) {
    return GatewayFixture.serving(
        new Config()
            .backend("b", backend.endpoint())
            .forward("r", "/", "b")
            .limit(LimitConfig.of("p", route("r")).with(limits).section()));
  }

  /** Its place is free a moment after the client has its answer. */
  private static Wire.Message once(int status, Supplier<Wire.Message> asking) {
    return await().atMost(Duration.ofSeconds(60)).until(asking::get, is -> is.status() == status);
  }

  private static void becomesFree(GatewayFixture gateway) {
    once(200, () -> gateway.get("/quick"));
  }

  @Test
  void theNextIsRefusedUntilOneHasItsAnswer() throws Exception {
    try (GatewayFixture gateway = serving(atATime("two", 2, client()));
        Wire first = gateway.client();
        Wire second = gateway.client();
        Wire third = gateway.client()) {
      first.send(get("/"));
      asked.acquire();
      second.send(get("/"));
      asked.acquire();
      Wire.Message refused = third.send(get("/quick")).response();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text()).contains("CONCURRENCY_LIMITED", "test/p/two");
      assertThat(refused.head())
          .contains("Retry-After: 1\r\n", "X-RateLimit-Limit: 2\r\n")
          .contains("X-RateLimit-Remaining: 0\r\n", "X-RateLimit-Reset: 1\r\n")
          .contains("RateLimit-Policy: \"two\";q=2;qu=\"concurrent-requests\"\r\n")
          .contains("RateLimit: \"two\";r=0\r\n");
      answers.release();
      answers.release();
      assertThat(first.response().status()).isEqualTo(200);
      assertThat(second.response().status()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> third.send(get("/quick")).response(),
              answer -> answer.head().contains("RateLimit: \"two\";r=1\r\n"));
      // On one connection requests follow each other, so each has its place again.
      for (int i = 0; i < 10; i++) {
        assertThat(third.send(get("/quick")).response().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aClientThatLeavesLeavesItsPlace() throws Exception {
    try (GatewayFixture gateway = serving(atATime("one", 1))) {
      try (Wire gone = gateway.client()) {
        gone.send(get("/"));
        asked.acquire();
        assertThat(gateway.get("/quick").status()).isEqualTo(429);
        gone.reset();
      }
      becomesFree(gateway);
      becomesFree(gateway);
    }
  }

  @Test
  void aBackendThatBreaksOffAndOneThatIsLateLeaveThePlaceToo() throws Exception {
    RouteRule plain = Config.rule("/", Config.to("b"));
    Config config =
        new Config()
            .backend("b", backend.endpoint())
            .route(
                "r",
                new RouteRule(
                    plain.name(),
                    plain.matches(),
                    plain.filters(),
                    plain.action(),
                    RoutePolicies.of(
                        RouteTimeouts.ofRequest(Timeout.after(Duration.ofMillis(300))))))
            .limit(LimitConfig.of("p", route("r")).with(atATime("one", 1)).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(
              gateway
                  .exchange("POST /break HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n")
                  .status())
          .isEqualTo(502);
      becomesFree(gateway);
      once(504, () -> gateway.get("/"));
      becomesFree(gateway);
    }
  }

  @Test
  void aWebSocketHoldsItsPlaceUntilItIsClosed() throws Exception {
    try (GatewayFixture gateway = serving(atATime("one", 1), limit("upgrades", 3))) {
      try (Wire socket = gateway.client()) {
        assertThat(socket.send(UPGRADE).responseHead().status()).isEqualTo(101);
        socket.send("many messages, and one request");
        assertThat(gateway.get("/quick").head())
            .startsWith("HTTP/1.1 429 ")
            .contains("X-RateLimit-Limit: 1\r\n", "X-RateLimit-Remaining: 0\r\n");
        assertThat(gateway.exchange(UPGRADE).status()).isEqualTo(429);
      }
      // Only what passed was counted: the socket, and this one.
      becomesFree(gateway);
      assertThat(once(200, () -> gateway.get("/quick")).head()).contains("\"upgrades\";r=0");
    }
  }

  @Test
  void aRateThatRefusesTakesNoPlace() throws Exception {
    try (GatewayFixture gateway = serving(atATime("one", 1), limit("rate", 1))) {
      assertThat(gateway.get("/quick").status()).isEqualTo(200);
      for (int i = 0; i < 3; i++) {
        assertThat(gateway.get("/quick").text()).contains("RATE_LIMITED");
      }
    }
  }
}
