package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.HealthCheck.HealthProbe;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Checks on the wire: who is asked how often, and who gets requests then. */
final class BackendHealthTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An application with a health page of its own. */
  private static final class Application implements AutoCloseable {
    private final AtomicInteger checks = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int health = 200;
    private volatile boolean silent;
    private final ScriptedBackend backend =
        ScriptedBackend.start(
            wire -> {
              for (var r = wire.request(); r != null; r = wire.request()) {
                boolean check = r.startLine().startsWith("GET /health ");
                (check ? checks : requests).incrementAndGet();
                if (check && silent) {
                  wire.awaitEnd();
                  return;
                }
                wire.send("HTTP/1.1 " + (check ? health : 200) + " X\r\nContent-Length: 0\r\n\r\n");
              }
            });

    Endpoint endpoint() {
      return backend.endpoint();
    }

    @Override
    public void close() {
      backend.close();
    }
  }

  private static BackendSection checked(Duration interval) {
    // Never in panic: what is not well gets nothing.
    return BackendSection.of(Config.key("orders"))
        .with(
            new LoadBalancer(
                new BalancingAlgorithm.LeastRequest(), Timeout.NONE, ZonePreference.NONE, 0))
        .with(
            new HealthCheck.On(
                new HealthProbe.Http("/health", "", List.of(200)),
                0,
                new HealthCheck.Pace(interval.toMillis(), 20, 20_000, 1, 1)));
  }

  private static Config config(BackendSection backend, int routes, Application... applications) {
    Config config = new Config();
    Endpoint[] endpoints = new Endpoint[applications.length];
    for (int i = 0; i < endpoints.length; i++) {
      endpoints[i] = applications[i].endpoint();
    }
    config.backend(backend, endpoints);
    for (int i = 0; i < routes; i++) {
      config.forward("route-" + i, "/r" + i, "orders");
    }
    return config;
  }

  private static JsonNode endpoint(GatewayFixture gateway, Endpoint endpoint) {
    try {
      JsonNode page = new JsonMapper().readTree(gateway.admin("/api/v1/backends").body());
      for (JsonNode each : page.at("/backends/0/endpoints")) {
        if (each.path("address").asText().equals(endpoint.toString())) {
          return each;
        }
      }
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitState(GatewayFixture gateway, Application application, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(endpoint(gateway, application.endpoint()).path("state").asText())
                    .isEqualTo(state));
  }

  @Test
  void oneProberAsksHoweverManyRoutesAndSnapshotsThereAre() {
    try (var application = new Application();
        var gateway =
            GatewayFixture.serving(config(checked(Duration.ofHours(1)), 40, application))) {
      awaitState(gateway, application, "healthy");
      for (int routes = 1; routes < 20; routes++) {
        gateway.apply(config(checked(Duration.ofHours(1)), routes, application));
      }
      assertThat(application.checks).hasValue(1);
      // Another pace begins with a check: of each prober that there is.
      gateway.apply(config(checked(Duration.ofHours(2)), 40, application));
      await().atMost(PATIENCE).untilAtomic(application.checks, org.hamcrest.Matchers.is(2));
      gateway.apply(config(checked(Duration.ofHours(3)), 40, application));
      await().atMost(PATIENCE).untilAtomic(application.checks, org.hamcrest.Matchers.is(3));
    }
  }

  @Test
  void anUnhealthyEndpointGetsNoRequestsUntilItIsWellAgainWhateverElseChanges() {
    try (var sick = new Application();
        var well = new Application();
        var gateway =
            GatewayFixture.serving(config(checked(Duration.ofMillis(20)), 1, sick, well))) {
      awaitState(gateway, sick, "healthy");
      sick.health = 503;
      awaitState(gateway, sick, "unhealthy");
      JsonNode shown = endpoint(gateway, sick.endpoint());
      assertThat(shown.path("available").asBoolean()).isFalse();
      assertThat(shown.path("reason").asText())
          .isEqualTo("status 503 to GET /health, expected 200");
      assertThat(shown.at("/lastCheck/outcome").asText()).isEqualTo("wrong_answer");

      int before = sick.requests.get();
      for (int i = 0; i < 30; i++) {
        assertThat(gateway.get("/r0").status()).isEqualTo(200);
        if (i % 10 == 0) {
          gateway.apply(config(checked(Duration.ofMillis(20)), 2 + i, sick, well));
        }
      }
      assertThat(sick.requests).hasValue(before);
      assertThat(endpoint(gateway, sick.endpoint()).path("since"))
          .as("no snapshot began it anew")
          .isEqualTo(shown.path("since"));

      sick.health = 200;
      awaitState(gateway, sick, "healthy");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                gateway.get("/r0");
                assertThat(sick.requests.get()).isGreaterThan(before);
              });
    }
  }

  private static BackendSection panicking(int percent) {
    return checked(Duration.ofMillis(20))
        .with(
            new LoadBalancer(
                new BalancingAlgorithm.RoundRobin(), Timeout.NONE, ZonePreference.NONE, percent));
  }

  /** Requests that each of them gets of thirty. */
  private static List<Integer> shares(GatewayFixture gateway, Application... applications) {
    List<Integer> before = Arrays.stream(applications).map(each -> each.requests.get()).toList();
    for (int i = 0; i < 30; i++) {
      assertThat(gateway.get("/r0").status()).isEqualTo(200);
    }
    List<Integer> shares = new ArrayList<>();
    for (int i = 0; i < applications.length; i++) {
      shares.add(applications[i].requests.get() - before.get(i));
    }
    return shares;
  }

  @Test
  void belowThePanicThresholdAllEndpointsGetRequestsAndAboveItTheSickGetNone() {
    try (var a = new Application();
        var b = new Application();
        var c = new Application();
        var gateway = GatewayFixture.serving(config(panicking(50), 1, a, b, c))) {
      for (Application each : List.of(a, b, c)) {
        awaitState(gateway, each, "healthy");
      }
      a.health = 503;
      awaitState(gateway, a, "unhealthy");
      // Two of three are well.
      assertThat(shares(gateway, a, b, c)).containsExactly(0, 15, 15);
      assertThat(gateway.admin("/api/v1/backends").text()).contains("\"panic\":false");
      b.health = 503;
      awaitState(gateway, b, "unhealthy");
      assertThat(shares(gateway, a, b, c)).containsExactly(10, 10, 10);
      assertThat(gateway.admin("/api/v1/backends").text()).contains("\"panic\":true");
      a.health = 200;
      awaitState(gateway, a, "healthy");
      assertThat(shares(gateway, a, b, c)).containsExactly(15, 0, 15);
    }
  }

  @Test
  void nobodyPanicsBecauseABackendGrows() {
    try (var old = new Application();
        var a = new Application();
        var b = new Application();
        var c = new Application();
        var gateway = GatewayFixture.start()) {
      BackendSection backend = panicking(50);
      gateway.apply(config(backend, 1, old));
      awaitState(gateway, old, "healthy");
      for (Application young : List.of(a, b, c)) {
        young.silent = true;
      }
      gateway.apply(config(backend, 1, old, a, b, c));
      await().atMost(PATIENCE).until(() -> a.checks.get() + b.checks.get() + c.checks.get() == 3);
      for (int i = 0; i < 30; i++) {
        assertThat(gateway.get("/r0").status()).isEqualTo(200);
      }
      assertThat(old.requests).hasValue(30);
    }
  }

  @Test
  void whenNoEndpointIsWellTheAnswerSaysSoAndServiceResumesByItself() {
    try (var application = new Application();
        var gateway =
            GatewayFixture.serving(config(checked(Duration.ofMillis(20)), 1, application))) {
      awaitState(gateway, application, "healthy");
      application.health = 500;
      awaitState(gateway, application, "unhealthy");
      var refused = gateway.get("/r0");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("\"reason\":\"NO_HEALTHY_ENDPOINT\"");
      // One good check within 20 ms would do.
      assertThat(refused.head()).contains("Retry-After: 1\r\n");
      String metrics = gateway.admin("/metrics").text();
      assertThat(metrics)
          .contains(
              "sluice_upstream_endpoints{backend_namespace=\"test\",backend=\"orders\",state=\"unhealthy\",} 1.0")
          .contains(
              "sluice_upstream_health_checks_total{backend_namespace=\"test\",backend=\"orders\",outcome=\"wrong_answer\",}");
      application.health = 200;
      awaitState(gateway, application, "healthy");
      assertThat(gateway.get("/r0").status()).isEqualTo(200);
    }
  }

  @Test
  void aPortThatNoRequestMayReachIsNotAskedEither() {
    try (var application = new Application();
        var gateway = GatewayFixture.start()) {
      int admin = gateway.dataplane().adminPort();
      BackendSection backend =
          BackendSection.of(Config.key("orders"))
              .with(
                  new HealthCheck.On(
                      new HealthProbe.Http("/healthz", "", List.of(200)),
                      admin,
                      new HealthCheck.Pace(20, 20, 20_000, 1, 1)));
      gateway.apply(config(backend, 1, application));
      awaitState(gateway, application, "unhealthy");
      assertThat(endpoint(gateway, application.endpoint()).path("reason").asText())
          .isEqualTo("the address is the gateway's own administration");
    }
  }

  @Test
  void anEndpointThatLeavesIsAskedNoMore() {
    try (var stays = new Application();
        var leaves = new Application();
        var gateway =
            GatewayFixture.serving(config(checked(Duration.ofMillis(20)), 1, stays, leaves))) {
      awaitState(gateway, leaves, "healthy");
      gateway.dataplane().endpoints(config(checked(Duration.ZERO), 1, stays).endpoints());
      // One may have been under way.
      int asked = leaves.checks.get() + 1;
      int others = stays.checks.get();
      await().atMost(PATIENCE).until(() -> stays.checks.get() > others + 5);
      assertThat(leaves.checks.get()).isLessThanOrEqualTo(asked);
    }
  }
}
