package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.BalancingAlgorithm.HashKey;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.HealthCheck.HealthProbe;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets which requests while endpoints come, go and fall ill. */
final class BalancingOnTheWireTest {
  private final ScriptedBackend a = answering("a");
  private final ScriptedBackend b = answering("b");
  private final ScriptedBackend c = answering("c");

  @AfterEach
  void stop() {
    List.of(a, b, c).forEach(ScriptedBackend::close);
  }

  private static ScriptedBackend answering(String name) {
    return ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name);
  }

  private static BackendSection balanced(BalancingAlgorithm algorithm, Timeout slowStart) {
    return BackendSection.of(key("app"))
        .with(new LoadBalancer(algorithm, slowStart, ZonePreference.NONE, 0));
  }

  private static void at(GatewayFixture gateway, Endpoint... endpoints) {
    gateway.dataplane().endpoints(List.of(EndpointSet.of(key("app"), List.of(endpoints))));
  }

  private static Map<String, String> owners(GatewayFixture gateway, Wire client) {
    Map<String, String> owners = new HashMap<>();
    for (int i = 0; i < 120; i++) {
      String address = "203.0.113." + i;
      Wire.Message answer =
          client.send(request("GET", "/", "X-Forwarded-For: 6.6.6.6, " + address)).response();
      owners.put(address, answer.text());
    }
    return owners;
  }

  private static long owned(Map<String, String> owners, String by) {
    return owners.values().stream().filter(by::equals).count();
  }

  @Test
  void aClientStaysWithItsEndpointByTheAddressThatIsTrustedAndMovesOnlyWhenItIsGone() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"))
                    .backend(
                        balanced(
                            new BalancingAlgorithm.ConsistentHash(new HashKey.ClientAddress()),
                            Timeout.NONE),
                        a.endpoint(),
                        b.endpoint(),
                        c.endpoint())
                    .forward("r", "/", "app"));
        Wire client = gateway.client();
        Wire other = gateway.client()) {
      Map<String, String> before = owners(gateway, client);
      assertThat(owners(gateway, other)).isEqualTo(before);
      for (String name : List.of("a", "b", "c")) {
        assertThat(owned(before, name)).isBetween(10L, 80L);
      }
      at(gateway, a.endpoint(), c.endpoint());
      Map<String, String> without = owners(gateway, client);
      before.forEach(
          (address, owner) -> {
            if (owner.equals("b")) {
              assertThat(without.get(address)).isNotEqualTo("b");
            } else {
              assertThat(without.get(address)).isEqualTo(owner);
            }
          });
      at(gateway, c.endpoint(), a.endpoint(), b.endpoint());
      assertThat(owners(gateway, client)).isEqualTo(before);
    }
  }

  @Test
  void whoHasJustComeIsSparedAtFirst() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        balanced(
                            new BalancingAlgorithm.Random(), Timeout.after(Duration.ofHours(1))),
                        a.endpoint(),
                        b.endpoint())
                    .forward("r", "/", "app"));
        Wire client = gateway.client()) {
      // Those that are there from the start are all new, so nobody is spared.
      Map<String, Integer> first = counts(client, 200);
      assertThat(first.get("a")).isBetween(50, 150);
      at(gateway, a.endpoint(), b.endpoint(), c.endpoint());
      Map<String, Integer> then = counts(client, 600);
      // A tenth of its third, give or take; all of it would be 200.
      assertThat(then.getOrDefault("c", 0)).isLessThan(100);
      assertThat(then.get("a")).isBetween(180, 420);
      assertThat(then.get("b")).isBetween(180, 420);
    }
  }

  private static Map<String, Integer> counts(Wire client, int times) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < times; i++) {
      counts.merge(client.send(request("GET", "/")).response().text(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void requestsGoToTheNextBackendWhileAllOfTheFirstAreIllAndComeBackWhenOneIsWell() {
    AtomicInteger health = new AtomicInteger(200);
    ScriptedBackend.Script near =
        wire -> {
          for (var r = wire.request(); r != null; r = wire.request()) {
            boolean check = r.startLine().startsWith("GET /health ");
            wire.send(
                "HTTP/1.1 " + (check ? health.get() : 200) + " X\r\nContent-Length: 4\r\n\r\nnear");
          }
        };
    HealthCheck checked =
        new HealthCheck.On(
            new HealthProbe.Http("/health", "", List.of(200)),
            0,
            new HealthCheck.Pace(20, 20, 20_000, 1, 1));
    try (ScriptedBackend one = ScriptedBackend.start(near);
        ScriptedBackend two = ScriptedBackend.start(near);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        balanced(new BalancingAlgorithm.LeastRequest(), Timeout.NONE)
                            .with(checked)
                            .failingOverTo(List.of(key("far"))),
                        one.endpoint(),
                        two.endpoint())
                    .backend("far", a.endpoint())
                    .forward("r", "/", "app"));
        Wire client = gateway.client()) {
      for (int round = 0; round < 3; round++) {
        await().until(() -> served(client).equals("near"));
        health.set(503);
        await().until(() -> served(client).equals("a"));
        for (int i = 0; i < 20; i++) {
          assertThat(served(client)).isEqualTo("a");
        }
        health.set(200);
      }
      await().until(() -> served(client).equals("near"));
    }
  }

  /** Never an error, whoever it is. */
  private static String served(Wire client) {
    Wire.Message answer = client.send(request("GET", "/")).response();
    assertThat(answer.status()).isEqualTo(200);
    return answer.text();
  }
}
