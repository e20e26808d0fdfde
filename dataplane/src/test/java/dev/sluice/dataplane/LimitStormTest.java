package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.atATime;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything at once: what is counted stays right while snapshots change under load. */
final class LimitStormTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final ScriptedBackend backend =
      ScriptedBackend.start(
          wire -> {
            for (var asked = wire.request(); asked != null; asked = wire.request()) {
              String start = asked.startLine();
              if (start.contains("/socket")) {
                wire.send(ACCEPTED);
                wire.awaitEnd();
              } else if (start.contains("/hang")) {
                wire.awaitEnd();
              } else if (start.contains("/break")) {
                wire.reset();
              } else if (start.contains("/half")) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                wire.reset();
              } else {
                wire.send(OK);
              }
            }
          });

  @AfterEach
  void stop() {
    backend.close();
  }

  private Config config(int number, LimitConfig policy) {
    RouteRule plain = rule("/", to("b"));
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
                        RouteTimeouts.ofRequest(Timeout.after(Duration.ofMillis(200))))))
            .limit(policy.section());
    if (number % 2 == 0) {
      config.respond("other", "/other", 200, "ok");
    }
    if (number % 3 == 0) {
      config.limit(LimitConfig.of("q", route("r")).with(limit("many", 1_000_000)).section());
    }
    return config;
  }

  private static JsonNode state(GatewayFixture gateway, String policy) {
    try {
      for (JsonNode each :
          new ObjectMapper().readTree(gateway.admin("/api/v1/limits").text()).path("limits")) {
        if (each.path("policy").asText().equals(policy)) {
          return each;
        }
      }
      throw new IllegalStateException("there is no policy " + policy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void asksSomehow(GatewayFixture gateway, SplittableRandom random) {
    try (Wire wire = gateway.client()) {
      switch (random.nextInt(7)) {
        case 0 -> {
          wire.send(get("/hang"));
          wire.reset();
        }
        case 1 -> wire.send(get("/hang")).response();
        case 2 -> wire.send(get("/break")).response();
        case 3 -> wire.send(get("/half")).responseHead();
        case 4 -> {
          wire.send(
              request(
                  "GET",
                  "/socket",
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                  "Sec-WebSocket-Version: 13"));
          if (wire.responseHead().status() == 101 && random.nextBoolean()) {
            wire.reset();
          }
        }
        case 5 -> {
          wire.send("POST /quick HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\nhalf");
          wire.reset();
        }
        default -> {
          wire.send(get("/quick") + get("/quick"));
          wire.response();
        }
      }
    } catch (IllegalStateException | UncheckedIOException e) {
      // The gateway has broken off: that is one of the ways in which a request ends.
      assertThat(e).isNotNull();
    }
  }

  /** However requests end, and whatever changes meanwhile, no place is lost. */
  @Test
  void noPlaceIsLostInAStorm() throws Exception {
    LimitConfig policy = LimitConfig.of("p", route("r"));
    AtomicBoolean over = new AtomicBoolean();
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                config(0, policy.with(atATime("l", 5), atATime("c", 4, client()))));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        SplittableRandom random = new SplittableRandom(i);
        all.add(
            () -> {
              for (int k = 0; k < 25; k++) {
                asksSomehow(gateway, random);
              }
              return null;
            });
      }
      Future<?> changes =
          clients.submit(
              () -> {
                for (int i = 1; !over.get(); i++) {
                  gateway.apply(
                      config(i, policy.with(atATime("l", 4 + i % 3), atATime("c", 4, client()))));
                }
              });
      for (Future<Void> each : clients.invokeAll(all)) {
        each.get();
      }
      over.set(true);
      changes.get();
      gateway.apply(config(0, policy.with(atATime("l", 1), atATime("c", 1, client()))));
      await().atMost(PATIENCE).until(() -> state(gateway, "p").path("keys").asInt() == 0);
      for (int i = 0; i < 3; i++) {
        await().atMost(PATIENCE).until(() -> gateway.get("/quick").status() == 200);
      }
    }
  }

  /** Not one is counted twice or not at all, whatever is swapped while they come. */
  @Test
  void snapshotsThatChangeUnderLoadNeitherForgetNorCountTwice() throws Exception {
    int most = 400;
    LimitConfig policy = LimitConfig.of("p", route("r"));
    AtomicBoolean over = new AtomicBoolean();
    try (GatewayFixture gateway =
            GatewayFixture.serving(config(0, policy.with(limit("l", most, client()))));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(
            () -> {
              int passed = 0;
              try (Wire wire = gateway.client()) {
                for (int k = 0; k < 100; k++) {
                  passed += wire.send(get("/quick")).response().status() == 429 ? 0 : 1;
                }
              }
              return passed;
            });
      }
      Future<?> changes =
          clients.submit(
              () -> {
                for (int i = 1; !over.get(); i++) {
                  gateway.apply(config(i, policy.with(limit("l", most, client()))));
                }
              });
      int passed = 0;
      for (Future<Integer> each : clients.invokeAll(all)) {
        passed += each.get();
      }
      over.set(true);
      changes.get();
      assertThat(passed).isEqualTo(most);
      assertThat(state(gateway, "p").path("decisions").path("allowed").asInt()).isEqualTo(most);
      assertThat(state(gateway, "p").path("decisions").path("limited").asInt())
          .isEqualTo(1_000 - most);
    }
  }
}
