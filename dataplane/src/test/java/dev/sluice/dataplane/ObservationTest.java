package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Listener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of requests from outside: the access log and the metrics of a whole data plane. */
final class ObservationTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path dir;

  @Test
  void aForwardedRequestIsLoggedWithAllItsStages() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = logging()) {
      gateway.apply(
          new Config()
              .backend("orders", backend.endpoint())
              .forward("orders", "/orders", "orders"));
      Wire.Message answer =
          gateway.exchange(
              request("POST", "/orders/7?page=2&token=abc", "User-Agent: t", "Content-Length: 5")
                  + "hello");
      JsonNode line = onlyLine();
      assertThat(line.path("time").asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      assertThat(line.path("requestId").asText()).isEqualTo(answer.first("X-Request-Id"));
      assertThat(line.path("traceId").asText()).matches("[0-9a-f]{32}");
      assertThat(line.path("client").asText()).isEqualTo("127.0.0.1");
      assertThat(line.path("peer").asText()).isEqualTo("127.0.0.1");
      assertThat(line.path("method").asText()).isEqualTo("POST");
      assertThat(line.path("host").asText()).isEqualTo("a.test");
      assertThat(line.path("path").asText()).isEqualTo("/orders/7");
      assertThat(line.path("query").asText()).isEqualTo("page=2&token=[redacted]");
      assertThat(line.path("protocol").asText()).isEqualTo("HTTP/1.1");
      assertThat(line.path("status").asInt()).isEqualTo(200);
      assertThat(line.has("reason")).isFalse();
      assertThat(line.path("route").asText()).isEqualTo("test/orders");
      assertThat(line.path("rule").asText()).isEqualTo("rule-orders");
      assertThat(line.path("backend").asText()).isEqualTo("test/orders");
      assertThat(line.path("endpoint").asText()).isEqualTo(backend.endpoint().toString());
      assertThat(line.path("attempts").asInt()).isEqualTo(1);
      assertThat(line.path("bytesIn").asInt()).isEqualTo(5);
      assertThat(line.path("bytesOut").asInt()).isEqualTo(2);
      assertThat(line.path("userAgent").asText()).isEqualTo("t");
      assertThat(line.path("upgraded").asBoolean()).isFalse();
      assertThat(line.path("timings").fieldNames())
          .toIterable()
          .containsExactly("route", "connect", "send", "wait", "receive");
      double stages = 0;
      for (JsonNode stage : line.path("timings")) {
        stages += stage.asDouble();
      }
      assertThat(line.path("durationMs").asDouble()).isGreaterThan(0);
      assertThat(stages).isLessThanOrEqualTo(line.path("durationMs").asDouble() + 0.01);
    }
  }

  @Test
  void aRefusedRequestIsLoggedWithItsReason() throws Exception {
    try (GatewayFixture gateway = logging()) {
      gateway.apply(new Config().respond("hello", "/hello", 200, "hello"));
      gateway.get("/nothing");
      JsonNode line = onlyLine();
      assertThat(line.path("status").asInt()).isEqualTo(404);
      assertThat(line.path("reason").asText()).isEqualTo("NO_ROUTE");
      assertThat(line.has("route")).isFalse();
      assertThat(line.path("attempts").asInt()).isZero();
    }
  }

  @Test
  void whatIsRefusedBeforeTheClientIsKnownIsLoggedWithItsPeer() throws Exception {
    try (GatewayFixture gateway = logging()) {
      gateway.apply(new Config().respond("hello", "/hello", 200, "hello"));
      gateway.exchange(request("GET", "/hello", "Transfer-Encoding: gzip"));
      JsonNode line = onlyLine();
      assertThat(line.path("reason").asText()).isEqualTo("UNKNOWN_TRANSFER_CODING");
      assertThat(line.path("peer").asText()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void aClientCannotWriteALineOfItsOwn() throws Exception {
    try (GatewayFixture gateway = logging()) {
      gateway.apply(new Config().respond("hello", "/hello", 200, "hello"));
      gateway.exchange(
          request("GET", "/hello?a=%0a%22,x", "User-Agent: \",\"status\":999,\"x\":\"\\"));
      JsonNode line = onlyLine();
      assertThat(line.path("status").asInt()).isNotEqualTo(999);
      assertThat(line.path("method").asText()).isEqualTo("GET");
    }
  }

  @Test
  void longTextIsCut() throws Exception {
    try (GatewayFixture gateway = logging()) {
      gateway.apply(new Config().respond("hello", "/hello", 200, "hello"));
      gateway.exchange(request("GET", "/hello", "User-Agent: " + "x".repeat(5_000)));
      assertThat(onlyLine().path("userAgent").asText()).hasSize(2_049).endsWith("…");
    }
  }

  @Test
  void aClientThatLeavesIsLoggedAs499AndNoLongerActive() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  gone.await();
                });
        GatewayFixture gateway = logging()) {
      gateway.apply(
          new Config()
              .backend("orders", backend.endpoint())
              .forward("orders", "/orders", "orders"));
      try (Wire client = gateway.client()) {
        client.send(request("GET", "/orders"));
        metric(gateway, "sluice_active_requests 1.0");
      }
      try {
        JsonNode line = onlyLine();
        assertThat(line.path("status").asInt()).isEqualTo(499);
        assertThat(line.path("reason").asText()).isEqualTo("CLIENT_DISCONNECTED");
        assertThat(line.path("timings").has("wait")).isFalse();
        metric(gateway, "sluice_active_requests 0.0");
        metric(gateway, "code=\"499\",reason=\"CLIENT_DISCONNECTED\",} 1.0");
      } finally {
        gone.countDown();
      }
    }
  }

  @Test
  void aTunnelIsLoggedAtItsEndAndCountsWithTheTimeOfItsHandshake() throws Exception {
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                  wire.request();
                });
        GatewayFixture gateway = logging()) {
      gateway.apply(new Config().backend("ws", backend.endpoint()).forward("ws", "/ws", "ws"));
      try (Wire client = gateway.client()) {
        client.send(
            request(
                "GET",
                "/ws",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        assertThat(client.responseHead().status()).isEqualTo(101);
        metric(gateway, "sluice_open_tunnels 1.0");
        metric(gateway, "sluice_active_requests 1.0");
        assertThat(dir.resolve("access.log")).isEmptyFile();
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      }
      JsonNode line = onlyLine();
      assertThat(line.path("status").asInt()).isEqualTo(101);
      assertThat(line.path("upgraded").asBoolean()).isTrue();
      assertThat(line.has("reason")).isFalse();
      metric(gateway, "sluice_open_tunnels 0.0");
      metric(gateway, "sluice_active_requests 0.0");
      assertThat(line.path("durationMs").asDouble() - 1_000 * seconds(gateway, "ws"))
          .as("what the tunnel lasted after its handshake")
          .isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void requestsAreCountedByRuleAndThoseWithoutARouteByReason() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("orders", backend.endpoint())
                    .forward("orders", "/orders", "orders"))) {
      gateway.exchange(request("POST", "/orders", "Content-Length: 5") + "hello");
      gateway.get("/orders");
      gateway.get("/nothing");
      String rule = "route_namespace=\"test\",route=\"orders\",rule=\"rule-orders\",";
      metric(gateway, "sluice_requests_total{" + rule + "code=\"200\",reason=\"\",} 2.0");
      metric(
          gateway,
          "sluice_requests_total{route_namespace=\"\",route=\"\",rule=\"\",code=\"404\","
              + "reason=\"NO_ROUTE\",} 1.0");
      metric(gateway, "sluice_request_duration_seconds_count{" + rule + "} 2.0");
      metric(gateway, "sluice_request_bytes_total{" + rule + "} 5.0");
      metric(gateway, "sluice_response_bytes_total{" + rule + "} 4.0");
      metric(gateway, "sluice_active_requests 0.0");
      metric(
          gateway,
          "sluice_upstream_endpoints{backend_namespace=\"test\",backend=\"orders\",state=\"healthy\",} 1.0");
    }
  }

  @Test
  void aRouteThatIsGoneHasNoSeriesAndOthersGoOnCounting() {
    Config both =
        new Config().respond("stays", "/stays", 200, "x").respond("goes", "/goes", 200, "x");
    Config one = new Config().respond("stays", "/stays", 200, "x");
    try (GatewayFixture gateway = GatewayFixture.serving(both)) {
      gateway.get("/stays");
      gateway.get("/goes");
      metric(gateway, "route=\"goes\"");
      gateway.apply(one);
      assertThat(gateway.admin("/metrics").text()).doesNotContain("route=\"goes\"");
      gateway.get("/stays");
      metric(
          gateway,
          "sluice_requests_total{route_namespace=\"test\",route=\"stays\",rule=\"rule-stays\","
              + "code=\"200\",reason=\"\",} 2.0");
    }
  }

  @Test
  void whatIsNoRequestIsCountedToo() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(new Config().respond("hello", "/hello", 200, "hello"))) {
      assertThat(gateway.exchange("GET /\u0001 HTTP/1.1\r\nHost: a.test\r\n\r\n").status())
          .isEqualTo(400);
      metric(gateway, "sluice_unparsable_requests_total 1.0");
      gateway.apply(new Config().listeners(Listener.http("other", 0, false)));
      metric(gateway, "sluice_unparsable_requests_total 1.0");
    }
  }

  @Test
  void theSnapshotInForceAndWhatBecameOfOthersIsSeen() {
    Config config = new Config().respond("hello", "/hello", 200, "hello");
    try (GatewayFixture gateway = GatewayFixture.start()) {
      String before = gateway.admin("/metrics").text();
      assertThat(before)
          .contains("sluice_snapshot_applied_total 0.0")
          .doesNotContainPattern("sluice_snapshot_age_seconds \\d");
      gateway.apply(config);
      EncodedSnapshot good = config.snapshot();
      gateway.dataplane().apply(new EncodedSnapshot("sha256:bad", List.of()), List.of());
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_snapshot_info{version=\"" + good.version() + "\",} 1.0")
          .contains("sluice_snapshot_applied_total 1.0")
          .contains("sluice_snapshot_refused_total 1.0")
          .containsPattern("sluice_snapshot_age_seconds \\d")
          .contains("sluice_build_info{version=\"" + Release.version() + "\",} 1.0");
    }
  }

  /**
   * Dashboards and alerts rest on these names. A name may be added here; one that goes breaks
   * somebody's alert.
   */
  @Test
  void theNamesOfTheMetricsAreThoseOfTheList() throws Exception {
    try (GatewayFixture gateway =
        GatewayFixture.serving(new Config().respond("hello", "/hello", 200, "hello"))) {
      TreeSet<String> names = new TreeSet<>();
      for (String line : gateway.admin("/metrics").text().lines().toList()) {
        if (line.startsWith("# TYPE ")) {
          names.add(line.substring("# TYPE ".length()));
        }
      }
      assertThat(names).containsExactlyElementsOf(golden());
    }
  }

  private static List<String> golden() throws IOException {
    try (InputStream in = ObservationTest.class.getResourceAsStream("metrics.golden")) {
      if (in == null) {
        throw new IllegalStateException("metrics.golden is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private GatewayFixture logging() {
    return GatewayFixture.start(
        GatewayFixture.options().withAccessLog(new LogTarget.File(dir.resolve("access.log"))));
  }

  /** The line of the one request, once it is there. */
  private JsonNode onlyLine() throws IOException {
    Path file = dir.resolve("access.log");
    await().until(() -> Files.readString(file).endsWith("\n"));
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    assertThat(lines).hasSize(1);
    return JSON.readTree(lines.getFirst());
  }

  /** The sum of the durations of a route's requests. */
  private static double seconds(GatewayFixture gateway, String route) {
    String series =
        "sluice_request_duration_seconds_sum{route_namespace=\"test\",route=\"" + route + "\"";
    return gateway
        .admin("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** A request counts when its last byte has left, which the client may learn a moment before. */
  private static void metric(GatewayFixture gateway, String text) {
    await().untilAsserted(() -> assertThat(gateway.admin("/metrics").text()).contains(text));
  }
}
