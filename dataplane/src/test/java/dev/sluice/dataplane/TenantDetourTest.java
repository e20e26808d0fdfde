package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.Timeout;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Ways that a request takes once it is under way: none of them leads a client to a backend of other
 * tenants, and whoever is of its tenants gets there.
 */
final class TenantDetourTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nscoped";
  private static final String ACME = bearer(",\"tenant\":\"acme\"");
  private static final String OTHER = bearer(",\"tenant\":\"other\"");
  private static final OutlierDetection AT_ONCE =
      new OutlierDetection.On(1, 0, Timeout.NONE, 10_000, 600_000, 600_000, 100);

  private final ScriptedBackend scoped = ScriptedBackend.answering(OK);

  @AfterEach
  void stop() {
    scoped.close();
  }

  private static ScriptedBackend resetting() {
    return ScriptedBackend.start(
        wire -> {
          wire.request();
          wire.reset();
        });
  }

  private static String bearer(String claims) {
    return "Authorization: Bearer " + TestIssuer.RSA.token(claims);
  }

  private Config config() {
    return new Config()
        .identities(JwtConfig.rules(JwtConfig.of(TestIssuer.RSA)))
        .backend(BackendSection.of(key("scoped")).forTenants(List.of("acme")), scoped.endpoint());
  }

  /** Tries a second time whatever becomes of the first. */
  private static RouteRule trying(Hedge hedge) {
    RouteRule plain = Access.known("/", true, Config.to("near"), List.of());
    RoutePolicies said = plain.policies();
    return plain.with(
        new RoutePolicies(
            said.timeouts(),
            new RetryPolicy(
                2,
                List.of(
                    RetryCondition.RESET, RetryCondition.CONNECT_FAILURE, RetryCondition.STATUS),
                List.of(503),
                List.of("GET"),
                1,
                1,
                1_000,
                64 << 10),
            hedge,
            said.limits(),
            said.access(),
            said.origins()));
  }

  private void keptOut(GatewayFixture gateway, String... fields) {
    Wire.Message refused = gateway.exchange(request("GET", "/", fields));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("FORBIDDEN");
    assertThat(scoped.accepted()).isZero();
  }

  /**
   * The first try is the last that its backend gets; the second goes where the backend hands on.
   */
  private void throughARetry(BackendSection near, ScriptedBackend failing, Config more) {
    for (String[] fields : new String[][] {{OTHER}, {}, {ACME}}) {
      try (GatewayFixture gateway =
          GatewayFixture.serving(
              more.backend(near, failing.endpoint()).route("r", trying(Hedge.OFF)))) {
        if (fields.length == 1 && fields[0].equals(ACME)) {
          assertThat(gateway.exchange(request("GET", "/", ACME)).text()).isEqualTo("scoped");
        } else {
          keptOut(gateway, fields);
        }
      }
      more = config();
    }
    assertThat(scoped.requests()).hasSize(1);
  }

  @Test
  void aRetryAfterAResetIsNoWay() {
    try (ScriptedBackend near = resetting()) {
      throughARetry(
          BackendSection.of(key("near")).failingOverTo(List.of(key("scoped"))).with(AT_ONCE),
          near,
          config());
      assertThat(near.accepted()).isEqualTo(3);
    }
  }

  @Test
  void aRetryAfterAStatusIsNoWay() {
    try (ScriptedBackend near =
        ScriptedBackend.answering(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")) {
      throughARetry(
          BackendSection.of(key("near")).failingOverTo(List.of(key("scoped"))).with(AT_ONCE),
          near,
          config());
    }
  }

  @Test
  void aRetryWhereNobodyListensIsNoWay() {
    ScriptedBackend near = resetting();
    near.stopAccepting();
    throughARetry(
        BackendSection.of(key("near")).failingOverTo(List.of(key("scoped"))).with(AT_ONCE),
        near,
        config());
  }

  /** It opens with the first try, and the backend is asked no second time. */
  @Test
  void aBreakerThatOpensIsNoWay() {
    try (ScriptedBackend near = resetting();
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(
                        BackendSection.of(key("near")).with(opening("scoped")), near.endpoint())
                    .route("r", trying(Hedge.OFF)))) {
      assertThat(gateway.exchange(request("GET", "/", OTHER)).status()).isEqualTo(502);
      keptOut(gateway, OTHER);
      keptOut(gateway);
      assertThat(gateway.exchange(request("GET", "/", ACME)).text()).isEqualTo("scoped");
      assertThat(near.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aFallbackThatHandsOnItselfIsNoWay() {
    try (ScriptedBackend near = resetting();
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(
                        BackendSection.of(key("near")).with(opening("between")), near.endpoint())
                    .backend(
                        BackendSection.of(key("between")).failingOverTo(List.of(key("scoped"))))
                    .route("r", trying(Hedge.OFF)))) {
      assertThat(gateway.exchange(request("GET", "/", OTHER)).status()).isEqualTo(502);
      keptOut(gateway, OTHER);
      keptOut(gateway);
      assertThat(gateway.exchange(request("GET", "/", ACME)).text()).isEqualTo("scoped");
    }
  }

  private static CircuitBreaker opening(String fallback) {
    return new CircuitBreaker.On(
        100,
        100,
        Timeout.NONE,
        10_000,
        10_000,
        1,
        3_600_000,
        1,
        new BreakerFallback.Elsewhere(key(fallback)));
  }

  /** The second try of a hedge stays with the backend that was late, whoever stands behind it. */
  @Test
  void aHedgeIsNoWay() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    try (ScriptedBackend near =
            ScriptedBackend.start(
                wire -> {
                  for (var asked = wire.request(); asked != null; asked = wire.request()) {
                    if (second.getCount() == 1 && asked.startLine().contains("/first")) {
                      second.await(60, TimeUnit.SECONDS);
                    }
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnear");
                  }
                });
        ScriptedBackend twin =
            ScriptedBackend.start(
                wire -> {
                  for (var asked = wire.request(); asked != null; asked = wire.request()) {
                    second.countDown();
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnear");
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(
                        BackendSection.of(key("near")).failingOverTo(List.of(key("scoped"))),
                        near.endpoint(),
                        twin.endpoint())
                    .route("r", trying(new Hedge.After(1, 1))))) {
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.exchange(request("GET", "/first", OTHER)).text()).isEqualTo("near");
      }
      assertThat(scoped.accepted()).isZero();
    }
  }

  @Test
  void theShareOfASplitIsNoWay() {
    try (ScriptedBackend near =
            ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnear");
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend("near", near.endpoint())
                    .route("r", Access.known("/", true, Config.to("near", "scoped"), List.of())))) {
      int refused = 0;
      for (int i = 0; i < 200; i++) {
        Wire.Message answer = gateway.exchange(request("GET", "/", OTHER));
        assertThat(answer.status()).isIn(200, 403);
        refused += answer.status() == 403 ? 1 : 0;
      }
      assertThat(refused).isBetween(1, 199);
      assertThat(scoped.accepted()).isZero();
    }
  }
}
