package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.BalancingAlgorithm.HashKey;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.PlacedEndpoint;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoadBalancingTest {
  private final ScriptedBackend a = answering("a");
  private final ScriptedBackend b = answering("b");

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private static ScriptedBackend answering(String name) {
    return ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name);
  }

  private Config config(BalancingAlgorithm algorithm, ZonePreference zones, int weightOfA) {
    return new Config()
        .backend(
            BackendSection.of(key("app")).with(new LoadBalancer(algorithm, Timeout.NONE, zones, 0)),
            List.of(
                new PlacedEndpoint(a.endpoint(), "west", weightOfA),
                new PlacedEndpoint(b.endpoint(), "east", 1)))
        .forward("r", "/", "app");
  }

  private static Map<String, Integer> counts(GatewayFixture gateway, int times) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < times; i++) {
      counts.merge(gateway.get("/").text(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void roundRobinMeetsTheWeightsOverAllThreadsAndKeepsItsTurnOverChangesElsewhere() {
    Config config = config(new BalancingAlgorithm.RoundRobin(), ZonePreference.NONE, 3);
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(counts(gateway, 40)).isEqualTo(Map.of("a", 30, "b", 10));
      assertThat(counts(gateway, 1)).containsKey("a");
      gateway.apply(config.respond("other", "/other", 200, "elsewhere"));
      Map<String, Integer> rest = counts(gateway, 3);
      assertThat(rest).isEqualTo(Map.of("a", 2, "b", 1));
    }
  }

  @Test
  void everyAlgorithmServes() {
    for (BalancingAlgorithm algorithm :
        List.of(
            new BalancingAlgorithm.LeastRequest(),
            new BalancingAlgorithm.Random(),
            new BalancingAlgorithm.PeakEwma())) {
      try (GatewayFixture gateway =
          GatewayFixture.serving(config(algorithm, ZonePreference.NONE, 1))) {
        assertThat(counts(gateway, 60).values().stream().mapToInt(Integer::intValue).sum())
            .isEqualTo(60);
      }
    }
  }

  @Test
  void equalKeysGoToOneEndpointAndDifferentOnesToAll() {
    assertSticky(new HashKey.Header("x-user"), "X-User: user-");
    assertSticky(new HashKey.Cookie("sid"), "Cookie: other=1; sid=user-");
  }

  private void assertSticky(HashKey hashKey, String field) {
    Config config = config(new BalancingAlgorithm.ConsistentHash(hashKey), ZonePreference.NONE, 1);
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      Set<String> owners = new HashSet<>();
      for (int user = 0; user < 20; user++) {
        String request = request("GET", "/", field + user);
        String owner = gateway.exchange(request).text();
        owners.add(owner);
        for (int i = 0; i < 3; i++) {
          assertThat(gateway.exchange(request).text()).isEqualTo(owner);
        }
      }
      assertThat(owners).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void theOwnZoneComesFirstAndTheOtherWhenItIsGone() {
    Config config =
        config(new BalancingAlgorithm.LeastRequest(), new ZonePreference.OwnZoneFirst(1), 1);
    try (GatewayFixture gateway = GatewayFixture.start(GatewayFixture.options().withZone("east"))) {
      gateway.apply(config);
      assertThat(counts(gateway, 20)).isEqualTo(Map.of("b", 20));
      assertThat(gateway.admin("/metrics").text())
          .contains(
              "sluice_upstream_zone_requests_total{backend_namespace=\"test\",backend=\"app\",zone=\"own\",} 20.0");
      assertThat(gateway.admin("/api/v1/backends").text())
          .contains("\"zone\":\"east\",\"weight\":1", "\"type\":\"LeastRequest\"");
      b.close();
      assertThat(counts(gateway, 5)).as("a retry leaves the zone").isEqualTo(Map.of("a", 5));
    }
  }
}
