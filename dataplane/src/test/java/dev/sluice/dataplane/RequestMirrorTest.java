package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.Target;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RequestMirrorTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String SHADOW = "HTTP/1.1 500 Shadow\r\nContent-Length: 6\r\n\r\nshadow";

  private final ScriptedBackend orders = ScriptedBackend.answering(OK);
  private final ScriptedBackend shadow = ScriptedBackend.answering(SHADOW);

  @AfterEach
  void stop() {
    orders.close();
    shadow.close();
  }

  private GatewayFixture serving(Endpoint mirror, int percent) {
    return GatewayFixture.serving(
        new Config()
            .backend("orders", orders.endpoint())
            .backend("shadow", mirror)
            .route("r", rule(new Target.Backend(Config.key("shadow")), percent)));
  }

  private static RouteRule rule(Target target, int percent) {
    return new RouteRule(
        "mirrored",
        List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
        List.of(new RouteFilter.Mirror(target, percent)),
        Config.to("orders"),
        RoutePolicies.DEFAULT);
  }

  private static String post(String body) {
    return request("POST", "/a?b=c", "Content-Length: " + body.length(), "X-Own: 1") + body;
  }

  private static long metric(GatewayFixture gateway, String prefix) {
    return gateway
        .admin("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static void awaitDropped(GatewayFixture gateway, String reason, long count) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        metric(
                            gateway,
                            "sluice_mirror_dropped_total{backend_namespace=\"test\","
                                + "backend=\"shadow\",reason=\""
                                + reason
                                + "\""))
                    .isEqualTo(count));
  }

  @Test
  void theCopyIsAsTheOriginalAndMarkedAndItsAnswerForgotten() {
    try (GatewayFixture gateway = serving(shadow.endpoint(), 100)) {
      Wire.Message answer = gateway.exchange(post("hello"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("ok");
      await().until(() -> shadow.requests().size() == 1);
      Wire.Message original = orders.lastRequest();
      Wire.Message copy = shadow.lastRequest();
      assertThat(copy.startLine()).isEqualTo("POST /a?b=c HTTP/1.1");
      assertThat(copy.text()).isEqualTo("hello");
      assertThat(copy.all("X-Sluice-Mirror")).containsExactly("true");
      assertThat(original.all("X-Sluice-Mirror")).isEmpty();
      assertThat(copy.fields().stream().filter(field -> !field.startsWith("X-Sluice-Mirror")))
          .containsExactlyInAnyOrderElementsOf(original.fields());
      await()
          .untilAsserted(
              () -> assertThat(metric(gateway, "sluice_mirrored_requests_total{")).isEqualTo(1));
    }
  }

  @Test
  void aRequestWithoutBodyIsMirroredToo() {
    try (GatewayFixture gateway = serving(shadow.endpoint(), 100)) {
      gateway.get("/x");
      await().until(() -> shadow.requests().size() == 1);
      assertThat(shadow.lastRequest().startLine()).isEqualTo("GET /x HTTP/1.1");
      assertThat(shadow.lastRequest().all("Content-Length")).isEmpty();
    }
  }

  @Test
  void aChunkedBodyArrivesWithItsLength() {
    try (GatewayFixture gateway = serving(shadow.endpoint(), 100)) {
      gateway.exchange(
          request("PUT", "/x", "Transfer-Encoding: chunked")
              + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
      await().until(() -> shadow.requests().size() == 1);
      assertThat(shadow.lastRequest().text()).isEqualTo("abcdefg");
      assertThat(shadow.lastRequest().all("Content-Length")).containsExactly("7");
    }
  }

  @Test
  void aClientThatWaitsForContinueIsServedAndTheCopyDoesNotWait() {
    try (ScriptedBackend patient =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  wire.send("HTTP/1.1 100 Continue\r\n\r\n");
                  wire.bytes(5);
                  wire.send(OK);
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("orders", patient.endpoint())
                    .backend("shadow", shadow.endpoint())
                    .route("r", rule(new Target.Backend(Config.key("shadow")), 100)));
        Wire client = gateway.client()) {
      client.send(request("POST", "/x", "Content-Length: 5", "Expect: 100-continue"));
      assertThat(client.responseHead().status()).isEqualTo(100);
      assertThat(client.send("hello").response().status()).isEqualTo(200);
      await().until(() -> shadow.requests().size() == 1);
      assertThat(shadow.lastRequest().text()).isEqualTo("hello");
      assertThat(shadow.lastRequest().all("Expect")).isEmpty();
    }
  }

  @Test
  void aBackendThatNeverAnswersSlowsNobodyAndItsCopiesAreBounded() {
    CountDownLatch never = new CountDownLatch(1);
    try (ScriptedBackend stuck = ScriptedBackend.start(wire -> never.await());
        GatewayFixture gateway = serving(stuck.endpoint(), 100);
        Wire client = gateway.client()) {
      for (int i = 0; i < 200; i++) {
        assertThat(client.send(post("hello")).response().status()).isEqualTo(200);
      }
      awaitDropped(gateway, "overload", 72);
      assertThat(orders.requests()).hasSize(200);
    } finally {
      never.countDown();
    }
  }

  @Test
  void aBackendThatIsNotThereChangesNothing() {
    int port;
    try (ScriptedBackend gone = ScriptedBackend.answering(OK)) {
      port = gone.port();
    }
    try (GatewayFixture gateway = serving(new Endpoint("127.0.0.1", port), 100)) {
      assertThat(gateway.exchange(post("hello")).status()).isEqualTo(200);
      awaitDropped(gateway, "unreachable", 1);
    }
  }

  @Test
  void aBrokenAnswerIsCountedAndTheConnectionGivenUp() {
    try (ScriptedBackend odd =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("nonsense\r\n\r\n");
                  wire.awaitEnd();
                });
        GatewayFixture gateway = serving(odd.endpoint(), 100)) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      awaitDropped(gateway, "broken", 1);
    }
  }

  @Test
  void anAnswerOfAnySizeIsReadAndItsConnectionUsedAgain() {
    String large =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + ("4000\r\n" + "x".repeat(0x4000) + "\r\n").repeat(20)
            + "0\r\n\r\n";
    try (ScriptedBackend talkative = ScriptedBackend.answering(large);
        GatewayFixture gateway = serving(talkative.endpoint(), 100);
        Wire client = gateway.client()) {
      for (int i = 1; i <= 5; i++) {
        int answered = i;
        assertThat(client.send(request("GET", "/")).response().text()).isEqualTo("ok");
        await().until(() -> metric(gateway, "sluice_mirrored_requests_total{") == answered);
      }
      assertThat(talkative.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aBodyBeyondTheBoundGoesToTheBackendOnly() {
    String large = "x".repeat(64 * 1024 + 1);
    try (GatewayFixture gateway = serving(shadow.endpoint(), 100)) {
      assertThat(gateway.exchange(post(large)).status()).isEqualTo(200);
      awaitDropped(gateway, "body", 1);
      String chunked =
          request("POST", "/", "Transfer-Encoding: chunked")
              + ("2000\r\n" + "y".repeat(0x2000) + "\r\n").repeat(9)
              + "0\r\n\r\n";
      assertThat(gateway.exchange(chunked).status()).isEqualTo(200);
      awaitDropped(gateway, "body", 2);
      assertThat(orders.requests())
          .extracting(r -> r.body().length)
          .containsExactly(65_537, 73_728);
      assertThat(shadow.accepted()).isZero();
      String fits = "x".repeat(64 * 1024);
      assertThat(gateway.exchange(post(fits)).status()).isEqualTo(200);
      await().until(() -> shadow.requests().size() == 1);
      assertThat(shadow.lastRequest().text()).isEqualTo(fits);
    }
  }

  @Test
  void halfARequestIsNoRequest() {
    try (GatewayFixture gateway = serving(shadow.endpoint(), 100)) {
      try (Wire client = gateway.client()) {
        client.send(request("POST", "/", "Content-Length: 10") + "half");
        await().until(() -> orders.accepted() == 1);
      }
      awaitDropped(gateway, "incomplete", 1);
      assertThat(shadow.accepted()).isZero();
    }
  }

  @Test
  void aShareOfZeroAndAnUnusableBackendGetNothing() {
    try (GatewayFixture gateway = serving(shadow.endpoint(), 0)) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      gateway.apply(
          new Config()
              .backend("orders", orders.endpoint())
              .route(
                  "r", rule(new Target.Unresolved(Config.key("shadow"), "BackendNotFound"), 100)));
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(metric(gateway, "sluice_mirror")).isZero();
      assertThat(shadow.accepted()).isZero();
    }
  }

  @Test
  void aWebSocketHasNoCopy() {
    try (ScriptedBackend socket =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("orders", socket.endpoint())
                    .backend("shadow", shadow.endpoint())
                    .route("r", rule(new Target.Backend(Config.key("shadow")), 100)))) {
      Wire.Message answer =
          gateway.exchange(
              request(
                  "GET",
                  "/",
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(metric(gateway, "sluice_mirror")).isZero();
      assertThat(shadow.accepted()).isZero();
    }
  }

  @Test
  void nobodyMarksHisOwnRequestsAsCopies() {
    try (GatewayFixture gateway = serving(shadow.endpoint(), 0)) {
      gateway.exchange(request("GET", "/", "X-Sluice-Mirror: true", "X_Sluice_Mirror: true"));
      assertThat(orders.lastRequest().fields())
          .noneMatch(field -> field.toLowerCase(java.util.Locale.ROOT).contains("mirror"));
    }
  }
}
