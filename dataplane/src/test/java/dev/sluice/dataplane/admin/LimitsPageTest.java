package dev.sluice.dataplane.admin;

import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.LimitConfig;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.LimitKeyPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the admin port tells of limits, and lets be forgotten. */
final class LimitsPageTest {
  private static final String RESET = "/api/v1/limits/test/p/all/reset";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final GatewayFixture gateway =
      GatewayFixture.serving(
          new Config()
              .backend("b", backend.endpoint())
              .forward("r", "/r", "b")
              .limit(
                  LimitConfig.of("clear", route("r"))
                      .with(limit("seen", 1, new LimitKeyPart.Header("x-who")))
                      .shadow()
                      .section()
                      .withClearKeys(),
                  LimitConfig.of("p", route("r"))
                      .with(
                          limit(
                              "all",
                              2,
                              new LimitKeyPart.Header("x-who"),
                              LimitConfig.client(),
                              new LimitKeyPart.Rule()))
                      .section())
              .forward("c", "/c", "b")
              .limit(LimitConfig.of("z", route("c")).with(limit("all", 1)).section()));

  @AfterEach
  void stop() {
    gateway.close();
    backend.close();
  }

  private List<Integer> asks(String who, int times) {
    List<Integer> statuses = new ArrayList<>();
    try (Wire wire = gateway.client()) {
      for (int i = 0; i < times; i++) {
        statuses.add(wire.send(request("GET", "/r", "X-Who: " + who)).response().status());
      }
    }
    return statuses;
  }

  private Wire.Message admin(String method, String path, String... fields) {
    StringBuilder request =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    try (Wire client = Wire.connect(gateway.dataplane().adminPort())) {
      return client.send(request.append("Content-Length: 0\r\n\r\n").toString()).response();
    }
  }

  private JsonNode page() throws IOException {
    return new ObjectMapper()
        .readTree(admin("GET", "/api/v1/limits").text())
        .path("limits")
        .path(1);
  }

  @Test
  void keysStandThereAsTheyAreWhereThePolicySaysSo() throws Exception {
    asks("alice", 2);
    JsonNode limit =
        new ObjectMapper().readTree(admin("GET", "/api/v1/limits").text()).path("limits").path(0);
    assertThat(limit.path("decisions").path("shadow_limited").asLong()).isEqualTo(1);
    assertThat(limit.path("topKeys").path(0).path("parts").path(0).asText()).isEqualTo("alice");
  }

  @Test
  void tellsOfEachLimitWhatItIsAndWhatBecameOfRequests() throws Exception {
    assertThat(asks("alice", 5)).containsExactly(200, 200, 429, 429, 429);
    assertThat(asks("bob", 1)).containsExactly(200);
    JsonNode limit = page();
    assertThat(limit.path("namespace").asText()).isEqualTo("test");
    assertThat(limit.path("policy").asText()).isEqualTo("p");
    assertThat(limit.path("amount").path("requests").asLong()).isEqualTo(2);
    assertThat(limit.path("mode").asText()).isEqualTo("Enforce");
    assertThat(limit.path("store").asText()).isEqualTo("Local");
    assertThat(limit.path("decisions").path("allowed").asLong()).isEqualTo(3);
    assertThat(limit.path("decisions").path("limited").asLong()).isEqualTo(3);
    assertThat(limit.path("keys").asLong()).isEqualTo(2);
    JsonNode top = limit.path("topKeys");
    assertThat(top.path(0).path("allowed").asLong()).isEqualTo(2);
    assertThat(top.path(0).path("limited").asLong()).isEqualTo(3);
    assertThat(top.path(1).path("allowed").asLong()).isEqualTo(1);
  }

  @Test
  void whoIsRefusedStandsThereUnderANameThatTellsNobodyWhoItIs() throws Exception {
    asks("alice", 5);
    JsonNode top = page().path("topKeys").path(0);
    assertThat(top.path("limited").asLong()).isEqualTo(3);
    assertThat(top.path("key").asText()).matches("[0-9a-f]{16}");
    assertThat(page().toString()).doesNotContain("alice");
  }

  @Test
  void aKeyThatIsShownCanBeReset() throws Exception {
    assertThat(asks("alice", 3)).containsExactly(200, 200, 429);
    String name = page().path("topKeys").path(0).path("key").asText();
    assertThat(admin("POST", RESET + "?key=" + name).status()).isEqualTo(200);
    assertThat(asks("alice", 3)).containsExactly(200, 200, 429);
  }

  @Test
  void aKeyCanBeResetByItsPartsWhichResetsNobodyElse() {
    assertThat(asks("alice", 3)).containsExactly(200, 200, 429);
    assertThat(asks("bob", 3)).containsExactly(200, 200, 429);
    Wire.Message answer = admin("POST", RESET + "?part=alice&part=127.0.0.1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).startsWith("{\"reset\":true}");
    assertThat(asks("alice", 1)).containsExactly(200);
    assertThat(asks("bob", 1)).containsExactly(429);
  }

  @Test
  void aLimitWithoutAKeyIsResetByItsName() {
    assertThat(gateway.get("/c").status()).isEqualTo(200);
    assertThat(gateway.get("/c").status()).isEqualTo(429);
    assertThat(admin("POST", "/api/v1/limits/test/z/all/reset").status()).isEqualTo(200);
    assertThat(gateway.get("/c").status()).isEqualTo(200);
  }

  @Test
  void whatNamesNoKeyIsToldWhy() {
    assertThat(admin("POST", RESET).text()).contains("the key has 2 parts, not 0");
    assertThat(admin("POST", RESET + "?part=a&key=b").status()).isEqualTo(400);
    assertThat(admin("POST", RESET + "?part=a").text()).contains("the key has 2 parts, not 1");
    assertThat(admin("POST", RESET + "?part=a&part=b").text()).contains("no address: b");
    assertThat(admin("POST", RESET + "?key=0123456789abcdef").status()).isEqualTo(404);
    assertThat(admin("POST", "/api/v1/limits/test/p/none/reset?part=a").status()).isEqualTo(404);
    assertThat(admin("GET", RESET + "?part=a").status()).isEqualTo(405);
  }

  @Test
  void noWebPageResetsAnything() {
    asks("alice", 2);
    Wire.Message answer =
        admin("POST", RESET + "?part=alice&part=127.0.0.1", "Origin: https://evil.example");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(asks("alice", 1)).containsExactly(429);
  }

  @Test
  void tellsWhatCountersTakeAndHowMuchThereIsForAll() throws Exception {
    long before = page().path("bytes").asLong();
    asks("alice", 1);
    assertThat(page().path("bytes").asLong()).isGreaterThan(before);
    JsonNode memory =
        new ObjectMapper().readTree(admin("GET", "/api/v1/limits").text()).path("memory");
    assertThat(memory.path("bytes").asLong()).isGreaterThan(page().path("bytes").asLong());
    assertThat(memory.path("most").asLong()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
  }

  @Test
  void metricsTellOfEachLimit() {
    asks("alice", 3);
    assertThat(admin("GET", "/metrics").text())
        .contains(
            "sluice_ratelimit_decisions_total{policy=\"test/p\",limit=\"all\",outcome=\"allowed\",}"
                + " 2.0\n")
        .contains("outcome=\"limited\",} 1.0\n")
        .contains("\nsluice_ratelimit_memory_bytes ", "\nsluice_ratelimit_memory_limit_bytes ")
        .contains("sluice_ratelimit_keys{policy=\"test/p\",limit=\"all\",} 1.0\n");
  }
}
