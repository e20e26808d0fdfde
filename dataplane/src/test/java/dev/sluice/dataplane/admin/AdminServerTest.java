package dev.sluice.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.dataplane.admin.ChainsInForce.RuleChain;
import dev.sluice.dataplane.auth.ProviderView;
import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.limit.count.CounterMemory;
import dev.sluice.dataplane.limit.quota.QuotaView;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.limit.state.LimitView;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.upstream.BalancingView;
import dev.sluice.dataplane.upstream.EndpointView;
import dev.sluice.dataplane.upstream.SafeguardsView;
import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.dataplane.upstream.health.CheckOutcome;
import dev.sluice.dataplane.upstream.health.EndpointState;
import dev.sluice.dataplane.upstream.health.HealthCounts;
import dev.sluice.dataplane.upstream.health.HealthView;
import dev.sluice.dataplane.upstream.health.LastCheck;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.Timeout;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminServerTest {
  private static final ObjectKey BACKEND = new ObjectKey("shop", "orders");
  private static final Endpoint ENDPOINT = new Endpoint("fd00::7", 8080);
  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
  private static final HealthView EJECTED =
      new HealthView(
          EndpointState.EJECTED,
          false,
          SINCE,
          "too many gateway errors in a row",
          Optional.of(SINCE.plusSeconds(30)),
          Optional.of(new LastCheck(SINCE, CheckOutcome.PASSED, "", 7)));
  private static final EncodedSnapshot SNAPSHOT =
      SnapshotCodec.encode(
          new Snapshot(
              GatewaySection.of(
                  new ObjectKey("sluice-system", "public"), List.of(), new ClientAddress.Peer()),
              List.of(),
              List.of(BackendSection.of(BACKEND))));

  private final FakeView view = new FakeView();
  private final CollectorRegistry registry = new CollectorRegistry();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    Counter.build("visits_total", "Visits.").withoutExemplars().register(registry).inc();
    server =
        AdminServer.open(
            new AdminPorts(
                0, Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
            view,
            new NoActions(),
            registry);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aliveIsTrueEvenWithoutASnapshot() throws Exception {
    Wire.Message answer = get("/healthz");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer).path("status").asText()).isEqualTo("ok");
  }

  @Test
  void readyNeedsASnapshotAndNoDrain() throws Exception {
    Wire.Message before = get("/readyz");
    assertThat(before.status()).isEqualTo(503);
    assertThat(before.first("Content-Type")).isEqualTo("application/problem+json");
    assertThat(json(before).path("reason").asText()).isEqualTo("NOT_CONFIGURED");

    view.readiness = new Readiness.Ready("sha256:abc");
    Wire.Message ready = get("/readyz");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(json(ready).path("version").asText()).isEqualTo("sha256:abc");

    view.readiness = new Readiness.Draining();
    Wire.Message draining = get("/readyz");
    assertThat(draining.status()).isEqualTo(503);
    assertThat(json(draining).path("reason").asText()).isEqualTo("DRAINING");
  }

  @Test
  void metricsComeInTheFormThatIsAskedFor() {
    Wire.Message plain = get("/metrics");
    assertThat(plain.first("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(plain.text()).contains("visits_total 1.0");
    Wire.Message open =
        admin("GET /metrics", "Host: localhost", "Accept: application/openmetrics-text");
    assertThat(open.first("Content-Type"))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(open.text()).endsWith("# EOF\n");
  }

  @Test
  void theSnapshotIsShownByteForByteWithItsEndpoints() throws Exception {
    Wire.Message none = get("/api/v1/snapshot");
    assertThat(none.status()).isEqualTo(503);
    assertThat(json(none).path("reason").asText()).isEqualTo("NOT_CONFIGURED");

    view.inForce =
        Optional.of(new InForce(SNAPSHOT, List.of(EndpointSet.of(BACKEND, List.of(ENDPOINT)))));
    Wire.Message shown = get("/api/v1/snapshot");
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.first("Content-Type")).isEqualTo("application/json");
    JsonNode body = json(shown);
    assertThat(body.path("version").asText()).isEqualTo(SNAPSHOT.version());
    assertThat(body.path("sections")).hasSize(2);
    JsonNode section = body.path("sections").path(1);
    assertThat(section.path("kind").asText()).isEqualTo("BACKEND");
    assertThat(section.path("namespace").asText()).isEqualTo("shop");
    assertThat(section.path("name").asText()).isEqualTo("orders");
    assertThat(section.path("hash").asText()).isEqualTo(SNAPSHOT.sections().get(1).hash());
    assertThat(section.path("content").path("connection").path("maxPerEndpoint").asInt())
        .isEqualTo(1024);
    assertThat(shown.body()).containsSequence(SNAPSHOT.sections().get(1).json());
    assertThat(body.path("endpoints").path(0).path("endpoints").path(0).asText())
        .isEqualTo("[fd00::7]:8080");
  }

  @Test
  void chainsAreShownInTheirOrder() throws Exception {
    JsonNode body = json(get("/api/v1/chains"));
    assertThat(body.path("server").path(1).asText()).isEqualTo("second: \"why\"");
    assertThat(body.path("rules").path(0).path("route").asText()).isEqualTo("shop/orders");
    assertThat(body.path("rules").path(0).path("rule").asText()).isEqualTo("list");
    assertThat(body.path("rules").path(0).path("chain").path(0).asText()).isEqualTo("upstream");
  }

  @Test
  void everyPolicyOfARuleIsShownWithWhoSaidSo() throws Exception {
    JsonNode rule = json(get("/api/v1/routes")).path("routes").path(0).path("rules").path(0);
    assertThat(rule.path("name").asText()).isEqualTo("list");
    JsonNode said = rule.path("policies").path(0);
    assertThat(said.path("policy").asText()).isEqualTo("timeouts.request");
    assertThat(said.path("value").asText()).isEqualTo("5s");
    assertThat(said.path("origin").path("kind").asText()).isEqualTo("GatewayRoute");
    assertThat(said.path("origin").path("namespace").asText()).isEqualTo("shop");
    assertThat(said.path("origin").path("name").asText()).isEqualTo("orders");
    assertThat(said.path("origin").path("field").asText())
        .isEqualTo("spec.rules[0].timeouts.request");
    JsonNode builtIn = rule.path("policies").path(1);
    assertThat(builtIn.path("policy").asText()).isEqualTo("timeouts.backendRequest");
    assertThat(builtIn.path("value").asText()).isEqualTo("none");
    assertThat(builtIn.has("origin")).isFalse();
  }

  @Test
  void backendsAreShownWithThePoolOfEachEndpoint() throws Exception {
    JsonNode backend = json(get("/api/v1/backends")).path("backends").path(0);
    assertThat(backend.path("namespace").asText()).isEqualTo("shop");
    assertThat(backend.path("name").asText()).isEqualTo("orders");
    assertThat(backend.path("connection").path("connectTimeoutMillis").asLong()).isEqualTo(2_000);
    JsonNode endpoint = backend.path("endpoints").path(0);
    assertThat(endpoint.path("address").asText()).isEqualTo("[fd00::7]:8080");
    assertThat(endpoint.path("idleConnections").asInt()).isEqualTo(1);
    assertThat(endpoint.path("activeConnections").asInt()).isEqualTo(2);
    assertThat(endpoint.path("activeRequests").asInt()).isEqualTo(3);
    assertThat(endpoint.path("zone").asText()).isEqualTo("a");
    assertThat(endpoint.path("weight").asInt()).isEqualTo(2);
    assertThat(endpoint.path("pendingRequests").asInt()).isEqualTo(4);
    assertThat(endpoint.path("connects").asInt()).isEqualTo(5);
    assertThat(endpoint.path("connectFailures").asInt()).isEqualTo(6);
    assertThat(endpoint.path("state").asText()).isEqualTo("ejected");
    assertThat(endpoint.path("available").asBoolean()).isFalse();
    assertThat(endpoint.path("since").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(endpoint.path("reason").asText()).isEqualTo("too many gateway errors in a row");
    assertThat(endpoint.path("ejectedUntil").asText()).isEqualTo("2026-01-02T03:04:35Z");
    assertThat(endpoint.at("/lastCheck/outcome").asText()).isEqualTo("passed");
    assertThat(endpoint.at("/lastCheck/tookMillis").asInt()).isEqualTo(7);
  }

  @Test
  void theStatusPortShowsHealthAndMetricsOnly() {
    int port = server.statusPort().orElseThrow();
    assertThat(port).isNotEqualTo(server.adminPort());
    String host = "Host: 10.0.0.7:9902";
    assertThat(exchange(port, "GET /healthz", host).status()).isEqualTo(200);
    assertThat(exchange(port, "GET /readyz", host).status()).isEqualTo(503);
    assertThat(exchange(port, "GET /metrics", host).status()).isEqualTo(200);
    for (String path : List.of("snapshot", "routes", "chains", "backends")) {
      assertThat(exchange(port, "GET /api/v1/" + path, host).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthz/", "/HEALTHZ", "/api/v1", "/metrics/x", "/..%2fmetrics"})
  void anyOtherPathIsAProblem(String path) throws Exception {
    Wire.Message answer = get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.first("Content-Type")).isEqualTo("application/problem+json");
    JsonNode body = json(answer);
    assertThat(body.path("status").asInt()).isEqualTo(404);
    assertThat(body.path("detail").asText()).contains("/healthz").contains("/api/v1/chains");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})
  void onlyGetAndHeadAreAllowed(String method) throws Exception {
    for (String path : List.of("/healthz", "/metrics", "/api/v1/snapshot")) {
      Wire.Message answer = admin(method + " " + path, "Host: localhost", "Content-Length: 0");
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.first("Allow")).isEqualTo("GET, HEAD");
      assertThat(json(answer).path("reason").asText()).isEqualTo("METHOD_NOT_ALLOWED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/metrics", "/api/v1/backends", "/nothing"})
  void headIsGetWithoutTheBody(String path) {
    Wire.Message whole = get(path);
    try (Wire client = Wire.connect(server.adminPort())) {
      Wire.Message head =
          client.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").responseHead();
      assertThat(head.status()).isEqualTo(whole.status());
      assertThat(head.first("Content-Length")).isEqualTo(whole.first("Content-Length"));
      assertThat(head.first("Content-Type")).isEqualTo(whole.first("Content-Type"));
      // Had there been a body, it would stand in front of this.
      assertThat(
              client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").response().status())
          .isEqualTo(200);
    }
  }

  @Test
  void nothingIsCachedOrGuessedAt() {
    for (String path : List.of("/healthz", "/metrics", "/api/v1/chains", "/nothing")) {
      Wire.Message answer = get(path);
      assertThat(answer.first("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.first("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LocalHost:1", "127.0.0.1", "127.0.0.1:9901", "[::1]", "[::1]:80"})
  void theAdminPortAnswersToLoopbackNames(String host) {
    assertThat(admin("GET /healthz", "Host: " + host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "evil.example:9901",
        "10.0.0.7",
        "[::2]"
      })
  void theAdminPortAnswersToNoOtherName(String host) throws Exception {
    Wire.Message answer = admin("GET /api/v1/snapshot", "Host: " + host);
    assertThat(answer.status()).isEqualTo(421);
    assertThat(json(answer).path("reason").asText()).isEqualTo("MISDIRECTED_REQUEST");
  }

  @Test
  void aPortInUseIsAnErrorThatNamesItAndTheCure() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () -> AdminServer.open(AdminPorts.adminOnly(port), view, new NoActions(), registry))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("--admin-port");
      InetSocketAddress status = new InetSocketAddress("127.0.0.1", port);
      assertThatThrownBy(
              () ->
                  AdminServer.open(
                      new AdminPorts(0, Optional.of(status)), view, new NoActions(), registry))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(":" + port)
          .hasMessageContaining("--status-port");
    }
  }

  @Test
  void withoutAStatusPortThereIsTheAdminPortOnly() throws Exception {
    try (AdminServer alone =
        AdminServer.open(AdminPorts.adminOnly(0), view, new NoActions(), registry)) {
      assertThat(alone.statusPort()).isEmpty();
      assertThat(exchange(alone.adminPort(), "GET /metrics", "Host: localhost").status())
          .isEqualTo(200);
    }
  }

  @Test
  void probesAreAnsweredWhileScrapesHang() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    registry.register(new HangingCollector(hang));
    List<Wire> scrapers = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        scrapers.add(
            Wire.connect(server.adminPort())
                .send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      }
      assertThat(get("/healthz").status()).isEqualTo(200);
      assertThat(get("/readyz").status()).isEqualTo(503);
      hang.countDown();
      for (Wire scraper : scrapers) {
        assertThat(scraper.response().status()).isEqualTo(200);
      }
    } finally {
      hang.countDown();
      scrapers.forEach(Wire::close);
    }
  }

  @Test
  void aPageThatFailsIsAProblemAndSaysNothingInternal() throws Exception {
    view.failing = true;
    Wire.Message answer = get("/api/v1/backends");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(json(answer).path("reason").asText()).isEqualTo("INTERNAL_ERROR");
    assertThat(answer.text()).doesNotContain("secret detail");
  }

  private Wire.Message get(String path) {
    return admin("GET " + path, "Host: localhost");
  }

  private Wire.Message admin(String start, String... fields) {
    return exchange(server.adminPort(), start, fields);
  }

  private static Wire.Message exchange(int port, String start, String... fields) {
    try (Wire client = Wire.connect(port)) {
      return client
          .send(start + " HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\n\r\n")
          .response();
    }
  }

  private static JsonNode json(Wire.Message answer) throws IOException {
    return JsonMapper.builder().build().readTree(answer.body());
  }

  private static final class HangingCollector extends Collector {
    private final CountDownLatch until;

    HangingCollector(CountDownLatch until) {
      this.until = until;
    }

    @Override
    public List<MetricFamilySamples> collect() {
      try {
        until.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return List.of();
    }
  }

  private static final class NoActions implements AdminActions {
    @Override
    public BreakerReset resetBreaker(ObjectKey backend) {
      return BreakerReset.NO_BACKEND;
    }

    @Override
    public LimitReset resetLimit(ObjectKey policy, String limit, LimitKey key) {
      return new LimitReset.NoLimit();
    }
  }

  private static final class FakeView implements AdminView {
    private volatile Readiness readiness = new Readiness.NotConfigured();
    private volatile Optional<InForce> inForce = Optional.empty();
    private volatile boolean failing;

    @Override
    public Readiness readiness() {
      return readiness;
    }

    @Override
    public Optional<InForce> inForce() {
      return inForce;
    }

    @Override
    public ChainsInForce chains() {
      return new ChainsInForce(
          List.of("first: why", "second: \"why\""),
          List.of(new RuleChain(BACKEND, "list", List.of("upstream"))));
    }

    @Override
    public List<ProviderView> providers() {
      return List.of();
    }

    @Override
    public QuotaView shares() {
      return QuotaView.NONE;
    }

    @Override
    public List<LimitView> limits() {
      return List.of();
    }

    @Override
    public CounterMemory counterMemory() {
      return new CounterMemory(1, () -> {});
    }

    @Override
    public RedisView redis() {
      return new RedisView(RedisView.State.NONE, List.of(), "", 0, 0, 0, "");
    }

    @Override
    public Optional<CountersView> counters() {
      return Optional.empty();
    }

    @Override
    public Optional<RevocationView> revocations() {
      return Optional.empty();
    }

    @Override
    public List<RouteSection> routes() {
      return List.of(
          new RouteSection(
              BACKEND,
              1,
              0,
              List.of(new HostPattern.Any()),
              List.of(
                  new RouteRule(
                      "list",
                      List.of(),
                      List.of(),
                      new RouteAction.Respond(200, "", ""),
                      new RoutePolicies(
                          RouteTimeouts.ofRequest(Timeout.after(Duration.ofSeconds(5))),
                          RetryPolicy.DEFAULT,
                          Hedge.OF_BACKEND,
                          RequestLimits.NONE,
                          AccessPolicies.OPEN,
                          List.of(
                              new PolicyOrigin(
                                  "timeouts.request",
                                  "GatewayRoute",
                                  BACKEND,
                                  "spec.rules[0].timeouts.request")))))));
    }

    @Override
    public List<UpstreamView> backends() {
      if (failing) {
        throw new IllegalStateException("secret detail");
      }
      return List.of(
          new UpstreamView(
              BACKEND,
              ConnectionPolicy.DEFAULT,
              List.of(new EndpointView(ENDPOINT, "a", 2, 1, 2, 3, 4, 5, 6, EJECTED)),
              HealthCounts.NONE,
              SafeguardsView.NONE,
              BalancingView.NONE));
    }
  }
}
