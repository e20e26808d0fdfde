package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LimitsSuggestTest {
  /** A hundred windows of 4, nine of 40, one of 120: 880 in all. */
  private static final String METRICS =
      """
      # HELP sluice_ratelimit_demand Windows.
      # TYPE sluice_ratelimit_demand gauge
      sluice_ratelimit_demand{policy="shop/p",limit="per-user",tier="",window_millis="60000",peak="4",} 100.0
      sluice_ratelimit_demand{policy="shop/p",limit="per-user",tier="",window_millis="60000",peak="40",} 9.0
      sluice_ratelimit_demand{policy="shop/p",limit="per-user",tier="",window_millis="60000",peak="120",} 1.0
      sluice_ratelimit_decisions_total{policy="shop/p",limit="per-user",outcome="allowed",} 780.0
      sluice_ratelimit_decisions_total{policy="shop/p",limit="per-user",outcome="shadow_limited",} 100.0
      sluice_ratelimit_keys{policy="shop/p",limit="per-user",} 110.0
      other{a="b"} not-a-number
      """;

  private static final String PAGE =
      """
      {"limits": [{"namespace": "shop", "policy": "p", "limit": "per-user", "mode": "Shadow",
        "algorithm": "%s", "amount": {"requests": 20}, "store": "%s",
        "topKeys": [{"key": "00aa", "allowed": 5, "limited": 0},
          {"key": "5f0c", "allowed": 20, "limited": 100}]}]}
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  LimitsSuggestTest() {}

  private interface Asked {
    Sluice.Said of(String admin);
  }

  /** With an admin port that says so. */
  private static Sluice.Said asking(String page, Asked asked) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      answer(server, "/metrics", METRICS);
      answer(server, "/api/v1/limits", page);
      server.start();
      return asked.of("http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpServer server, String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @Test
  void saysWhoWouldHaveBeenRefusedAndWhatWouldRefuseNobody() throws IOException {
    Sluice.Said said =
        asking(
            PAGE.formatted("SlidingWindow", "Local"),
            admin -> Sluice.run("limits", "suggest", "--admin", admin));
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.out())
        .isEqualTo(
            """
            shop/p/per-user (Shadow, Local)
              seen: 880 requests; would have been refused: 100 (11.36 %)
              a key's peak in 1m: p50 4, p99 40, max 120 (windows: 110)
              lately refused most: 5f0c (100)
              to refuse nothing  {requests: 40, per: 1m, burst: 80}
              to refuse 0.1 %    {requests: 40, per: 1m, burst: 80}
              to refuse 1 %      {requests: 40, per: 1m, burst: 72}

                - name: per-user
                  limit: {requests: 40, per: 1m, burst: 80}

            """);
  }

  @Test
  void aBucketHoldsThePeakAndFillsAsUsual() throws IOException {
    Sluice.Said said =
        asking(
            PAGE.formatted("TokenBucket", "Local"),
            admin -> Sluice.run("limits", "suggest", "--admin", admin));
    assertThat(said.out()).contains("to refuse nothing  {requests: 40, per: 1m, burst: 120}");
  }

  @Test
  void whatReplicasShareIsAddedUp() throws IOException {
    Sluice.Said said =
        asking(
            PAGE.formatted("SlidingWindow", "Cluster"),
            admin -> Sluice.run("limits", "suggest", "--admin", admin, "--admin", admin));
    assertThat(said.out())
        .contains("seen: 1760 requests")
        .contains("p50 8, p99 80, max 240")
        .contains("to refuse nothing  {requests: 80, per: 1m, burst: 160}");
  }

  @Test
  void aKeyIsShownAsItIsWhereThePolicySaysSo() throws IOException {
    String page =
        PAGE.formatted("SlidingWindow", "Local")
            .replace("\"key\": \"5f0c\"", "\"key\": \"5f0c\", \"parts\": [\"idp/al\\u001bice\"]");
    Sluice.Said said = asking(page, admin -> Sluice.run("limits", "suggest", "--admin", admin));
    assertThat(said.out()).contains("lately refused most: idp/al?ice (100)");
  }

  @Test
  void savedMetricsWillDo() throws IOException {
    Path file = Files.writeString(directory.resolve("metrics.txt"), METRICS);
    Sluice.Said said = Sluice.run("limits", "suggest", file.toString(), "-o", "json");
    assertThat(said.exit()).as(said.toString()).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(said.out());
    assertThat(json).hasSize(1);
    assertThat(json.at("/0/policy").asText()).isEqualTo("shop/p");
    assertThat(json.at("/0/refused").asLong()).isEqualTo(100);
    assertThat(json.at("/0/peak/p99").asLong()).isEqualTo(40);
    assertThat(json.at("/0/suggestions/0/burst").asLong()).isEqualTo(80);
  }

  @Test
  void nothingSeenIsSaid() throws IOException {
    Path file = Files.writeString(directory.resolve("metrics.txt"), "up 1\n");
    Sluice.Said said = Sluice.run("limits", "suggest", file.toString());
    assertThat(said.exit()).isZero();
    assertThat(said.out()).isEqualTo("No limit has counted a request yet.\n");
  }

  @Test
  void whatCannotBeReadIsExitCodeTwo() {
    assertThat(Sluice.run("limits", "suggest", directory + "/none").exit()).isEqualTo(2);
    assertThat(Sluice.run("limits", "suggest", "--admin", "nonsense").exit()).isEqualTo(2);
    Sluice.Said said = Sluice.run("limits", "suggest", "--admin", "http://127.0.0.1:1");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.toString()).contains("does the data plane run");
    assertThat(Sluice.run("limits").exit()).isEqualTo(2);
  }
}
