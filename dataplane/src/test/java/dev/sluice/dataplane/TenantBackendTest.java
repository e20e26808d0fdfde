package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.Timeout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only clients of its tenants come to a backend, whichever way leads there. */
final class TenantBackendTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String ACME = bearer(",\"tenant\":\"acme\"");
  private static final String OTHER = bearer(",\"tenant\":\"other\"");
  private static final String NONE = bearer("");
  private static final String SEVERAL = bearer(",\"tenant\":[\"acme\",\"other\"]");

  private final ScriptedBackend scoped = ScriptedBackend.answering(OK);
  private final ScriptedBackend open = ScriptedBackend.answering(OK);

  @AfterEach
  void stop() {
    scoped.close();
    open.close();
  }

  @Test
  void onlyItsTenantsPassAndNobodyNeverDoes() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(acme(), scoped.endpoint())
                    .route("r", Access.known("/", true, Config.to("scoped"), List.of())));
        Wire client = gateway.client()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(request("GET", "/", ACME)).response().status()).isEqualTo(200);
        Wire.Message refused = client.send(request("GET", "/", OTHER)).response();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("FORBIDDEN").doesNotContain("acme");
        assertThat(client.send(request("GET", "/", NONE)).response().status()).isEqualTo(403);
        assertThat(client.send(request("GET", "/", SEVERAL)).response().status()).isEqualTo(403);
        assertThat(client.send(request("GET", "/")).response().status()).isEqualTo(403);
      }
    }
  }

  @Test
  void aRouteThatAsksNobodyReachesItNever() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config().backend(acme(), scoped.endpoint()).forward("r", "/", "scoped"))) {
      assertThat(gateway.exchange(request("GET", "/", ACME)).status()).isEqualTo(403);
      assertThat(scoped.accepted()).isZero();
    }
  }

  @Test
  void noFailoverLeadsAroundIt() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config()
                .backend(acme(), scoped.endpoint())
                .backend(BackendSection.of(key("open")).failingOverTo(List.of(key("scoped"))))
                .backend(
                    BackendSection.of(key("mine"))
                        .forTenants(List.of("acme"))
                        .failingOverTo(List.of(key("spare"))))
                .backend("spare", open.endpoint())
                .route(
                    "r",
                    Access.known("/a", true, Config.to("open"), List.of()),
                    Access.known("/b", true, Config.to("mine"), List.of())))) {
      assertThat(gateway.exchange(request("GET", "/a", ACME)).status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/a", OTHER)).status()).isEqualTo(403);
      assertThat(gateway.exchange(request("GET", "/a")).status()).isEqualTo(403);
      // Nor is another backend a way past the one that was meant.
      assertThat(gateway.exchange(request("GET", "/b", ACME)).status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/b", OTHER)).status()).isEqualTo(403);
    }
  }

  @Test
  void noFallbackOfABreakerLeadsAroundIt() {
    BackendSection broken =
        BackendSection.of(key("broken"))
            .with(
                new CircuitBreaker.On(
                    100,
                    100,
                    Timeout.NONE,
                    10_000,
                    10_000,
                    1,
                    3_600_000,
                    1,
                    new BreakerFallback.Elsewhere(key("scoped"))));
    try (ScriptedBackend failing =
            ScriptedBackend.answering(
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(acme(), scoped.endpoint())
                    .backend(broken, failing.endpoint())
                    .route("r", Access.known("/", true, Config.to("broken"), List.of())))) {
      assertThat(gateway.exchange(request("GET", "/", OTHER)).status()).isEqualTo(500);
      assertThat(gateway.exchange(request("GET", "/", OTHER)).status()).isEqualTo(403);
      assertThat(gateway.exchange(request("GET", "/", ACME)).status()).isEqualTo(200);
      assertThat(scoped.accepted()).isEqualTo(1);
    }
  }

  @Test
  void noCopyComesToIt() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config()
                .backend(acme(), scoped.endpoint())
                .backend("open", open.endpoint())
                .route(
                    "r",
                    Access.known(
                        "/",
                        true,
                        Config.to("open"),
                        List.of(),
                        new RouteFilter.Mirror(new Target.Backend(key("scoped")), 100))))) {
      assertThat(gateway.exchange(request("GET", "/other", OTHER)).status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/nobody")).status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/acme", ACME)).status()).isEqualTo(200);
      await().untilAsserted(() -> assertThat(scoped.requests()).hasSize(1));
      assertThat(scoped.lastRequest().startLine()).contains("/acme");
      assertThat(gateway.admin("/metrics").text()).contains("reason=\"forbidden\",} 2.0");
    }
  }

  @Test
  void aChangeHoldsAtOnceAndKeepsTheConnections() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(BackendSection.of(key("scoped")), scoped.endpoint())
                    .route("r", Access.known("/", true, Config.to("scoped"), List.of())));
        Wire client = gateway.client()) {
      assertThat(client.send(request("GET", "/", OTHER)).response().status()).isEqualTo(200);
      gateway.apply(
          config()
              .backend(acme(), scoped.endpoint())
              .route("r", Access.known("/", true, Config.to("scoped"), List.of())));
      assertThat(client.send(request("GET", "/", OTHER)).response().status()).isEqualTo(403);
      assertThat(client.send(request("GET", "/", ACME)).response().status()).isEqualTo(200);
    }
  }

  private static BackendSection acme() {
    return BackendSection.of(key("scoped")).forTenants(List.of("acme", "umbrella"));
  }

  private static Config config() {
    return new Config().identities(JwtConfig.rules(JwtConfig.of(TestIssuer.RSA)));
  }

  private static String bearer(String claims) {
    return "Authorization: Bearer " + TestIssuer.RSA.token(claims);
  }
}
