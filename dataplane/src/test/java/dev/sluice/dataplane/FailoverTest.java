package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.Timeout;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FailoverTest {
  private final ScriptedBackend near = answering("near");
  private final ScriptedBackend far = answering("far");
  private final ScriptedBackend last = answering("last");

  @AfterEach
  void stop() {
    Stream.of(near, far, last).forEach(ScriptedBackend::close);
  }

  private static ScriptedBackend answering(String name) {
    return ScriptedBackend.answering(
        "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
  }

  private static BackendSection backend(String name, String... failover) {
    return BackendSection.of(key(name))
        .failingOverTo(Stream.of(failover).map(Config::key).toList());
  }

  private static Config config() {
    return new Config().forward("r", "/", "near");
  }

  private static void at(GatewayFixture gateway, String backend, Endpoint... endpoints) {
    gateway.dataplane().endpoints(List.of(EndpointSet.of(key(backend), List.of(endpoints))));
  }

  @Test
  void requestsGoToTheNextBackendWhileThereIsNoEndpointAndComeBackWithTheFirst() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config()
                .backend(backend("near", "far", "last"), near.endpoint())
                .backend(backend("far"), far.endpoint())
                .backend(backend("last"), last.endpoint()))) {
      assertThat(gateway.get("/").text()).isEqualTo("near");
      at(gateway, "near");
      assertThat(gateway.get("/").text()).isEqualTo("far");
      at(gateway, "far");
      assertThat(gateway.get("/").text()).isEqualTo("last");
      at(gateway, "last");
      assertThat(gateway.get("/").status()).isEqualTo(503);
      at(gateway, "far", far.endpoint());
      assertThat(gateway.get("/").text()).isEqualTo("far");
      at(gateway, "near", near.endpoint());
      assertThat(gateway.get("/").text()).isEqualTo("near");
    }
  }

  @Test
  void aBackendBehindHandsOnInItsTurn() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config()
                .backend(backend("near", "far"))
                .backend(backend("far", "last"))
                .backend(backend("last"), last.endpoint()))) {
      assertThat(gateway.get("/").text()).isEqualTo("last");
    }
  }

  @Test
  void aChangeOfTheListCountsAtOnce() {
    Config behind =
        config().backend(backend("far"), far.endpoint()).backend(backend("last"), last.endpoint());
    try (GatewayFixture gateway = GatewayFixture.serving(behind.backend(backend("near", "far")))) {
      assertThat(gateway.get("/").text()).isEqualTo("far");
      gateway.apply(
          config()
              .backend(backend("far"), far.endpoint())
              .backend(backend("last"), last.endpoint())
              .backend(backend("near", "last", "far")));
      assertThat(gateway.get("/").text()).isEqualTo("last");
      gateway.apply(config().backend(backend("near")));
      assertThat(gateway.get("/").status()).isEqualTo(503);
    }
  }

  @Test
  void aSnapshotWithoutTheBackendBehindIsRefused() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config().backend(backend("near"), near.endpoint()))) {
      Config broken = config().backend(backend("near", "far"), near.endpoint());
      assertThat(gateway.dataplane().apply(broken.snapshot(), broken.endpoints()))
          .isInstanceOfSatisfying(
              ApplyResult.Refused.class,
              refused -> assertThat(refused.reason()).contains("no backend test/far"));
      assertThat(gateway.get("/").text()).isEqualTo("near");
    }
  }

  @Test
  void evenACircleEnds() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config().backend(backend("near", "far")).backend(backend("far", "near")))) {
      assertThat(gateway.get("/").status()).isEqualTo(503);
      at(gateway, "far", far.endpoint());
      assertThat(gateway.get("/").text()).isEqualTo("far");
    }
  }

  @Test
  void aRetryThereNeedsASlotThere() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    OutlierDetection atOnce =
        new OutlierDetection.On(1, 0, Timeout.NONE, 10_000, 600_000, 600_000, 100);
    try (ScriptedBackend broken =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.reset();
                });
        ScriptedBackend slow =
            ScriptedBackend.start(
                wire -> {
                  for (var asked = wire.request(); asked != null; asked = wire.request()) {
                    busy.countDown();
                    release.await();
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .route("retried", retrying("near"))
                    .forward("slow", "/slow", "far")
                    .backend(backend("near", "far").with(atOnce), broken.endpoint())
                    .backend(backend("far").with(new Concurrency.Limited(1, 0)), slow.endpoint()));
        Wire first = gateway.client()) {
      first.send("GET /slow HTTP/1.1\r\nHost: a.example\r\n\r\n");
      assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
      Wire.Message refused = gateway.get("/");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("UPSTREAM_OVERFLOW");
      assertThat(refused.first("Retry-After")).isEqualTo("1");
      release.countDown();
      assertThat(first.response().text()).isEqualTo("slow");
      await().untilAsserted(() -> assertThat(gateway.get("/").text()).isEqualTo("slow"));
    }
  }

  private static RouteRule retrying(String backend) {
    RouteRule plain = Config.rule("/", Config.to(backend));
    RoutePolicies said = plain.policies();
    return plain.with(
        new RoutePolicies(
            said.timeouts(),
            new RetryPolicy(
                1, List.of(RetryCondition.RESET), List.of(), List.of("GET"), 1, 1, 1_000, 64 << 10),
            said.hedge(),
            said.limits(),
            said.access(),
            said.origins()));
  }
}
