package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Token endpoints over TLS, and tokens that a backend takes no more. */
final class TokenTrustTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("idp");
  private static final TestAuthority OTHER = new TestAuthority("others");

  private final AtomicInteger given = new AtomicInteger();
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private ScriptedBackend.Script giving() {
    return wire -> {
      if (wire.request() != null) {
        String body = "{\"access_token\":\"tkn-" + given.incrementAndGet() + "\"}";
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
      }
    };
  }

  private ScriptedBackend endpoint(TestAuthority.Issued certificate) {
    return ScriptedBackend.overTls(AUTHORITY.client(certificate), false, giving());
  }

  private static Config config(
      String scheme, int port, ScriptedBackend backend, SecretSection... authorities) {
    return new Config()
        .backend(
            BackendSection.of(key("b"))
                .with(
                    new BackendCredential.Oauth2(
                        scheme + "://localhost:" + port + "/token",
                        new SecretEntry(key("b"), "name"),
                        new SecretEntry(key("b"), "secret"),
                        List.of(),
                        List.of(authorities).stream().map(SecretSection::secret).toList())),
            backend.endpoint())
        .forward("r", "/", "b")
        .secret(Shown.section("b"))
        .secret(authorities);
  }

  @Test
  void anEndpointOfATrustedAuthorityIsAsked() {
    try (ScriptedBackend endpoint = endpoint(AUTHORITY.issue("localhost"));
        GatewayFixture gateway =
            GatewayFixture.serving(
                config("https", endpoint.port(), backend, AUTHORITY.bundle(key("ca"))))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(backend.lastRequest().head()).contains("Authorization: Bearer tkn-1\r\n");
    }
  }

  private void refused(ScriptedBackend endpoint, SecretSection... authorities) {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config("https", endpoint.port(), backend, authorities))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).contains("UPSTREAM_CREDENTIAL_UNAVAILABLE");
      assertThat(given).as("the client's secret was shown to nobody").hasValue(0);
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void anEndpointThatNobodyVouchesForIsToldNothing() {
    try (ScriptedBackend endpoint = endpoint(AUTHORITY.issue("localhost"))) {
      refused(endpoint, OTHER.bundle(key("ca")));
      refused(endpoint);
    }
    try (ScriptedBackend elsewhere = endpoint(AUTHORITY.issue("elsewhere.test"))) {
      refused(elsewhere, AUTHORITY.bundle(key("ca")));
    }
    try (ScriptedBackend plain = ScriptedBackend.start(giving())) {
      refused(plain, AUTHORITY.bundle(key("ca")));
    }
  }

  @Test
  void aHandshakeThatDoesNotEndCostsRequestsABoundedTime() {
    try (ScriptedBackend mute = ScriptedBackend.start(Wire::awaitEnd)) {
      refused(mute, AUTHORITY.bundle(key("ca")));
    }
  }

  /** Accepts no token but the second; answers when all have asked. */
  @Test
  void twoHundredRefusalsCauseOneFetch() throws InterruptedException, ExecutionException {
    int requests = 200;
    CountDownLatch arrived = new CountDownLatch(requests);
    try (ScriptedBackend endpoint = ScriptedBackend.start(giving());
        ScriptedBackend strict =
            ScriptedBackend.start(
                wire -> {
                  for (var r = wire.request(); r != null; r = wire.request()) {
                    boolean good = r.head().contains("Bearer tkn-2\r\n");
                    arrived.countDown();
                    if (arrived.await(60, TimeUnit.SECONDS)) {
                      wire.send(
                          "HTTP/1.1 " + (good ? 200 : 401) + " X\r\nContent-Length: 0\r\n\r\n");
                    }
                  }
                });
        GatewayFixture gateway = GatewayFixture.serving(config("http", endpoint.port(), strict));
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        answers.add(clients.submit(() -> gateway.get("/").status()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(401);
      }
      await().until(() -> gateway.get("/").status() == 200);
      assertThat(given).hasValue(2);
    }
  }

  /** The endpoint never answers, and soon nobody asks it any more. */
  @Test
  void whoWaitsForATokenGoesOnWithTheCredentialThatTakesItsPlace() {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedBackend endpoint =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  asked.countDown();
                  wire.awaitEnd();
                });
        GatewayFixture gateway = GatewayFixture.serving(config("http", endpoint.port(), backend));
        Wire client = gateway.client()) {
      client.send(GatewayFixture.request("GET", "/"));
      await().until(() -> asked.getCount() == 0);
      await()
          .untilAsserted(
              () ->
                  assertThat(gateway.admin("/metrics").text())
                      .containsPattern("sluice_upstream_active_requests\\{[^}]*} 1"));
      gateway.apply(
          new Config()
              .backend(
                  BackendSection.of(key("b")).with(Shown.BEARER.of("b", 0)), backend.endpoint())
              .forward("r", "/", "b")
              .secret(Shown.section("b")));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().head()).contains(Shown.BEARER.in("b"));
    }
  }

  /** A copy's answer is forgotten, but not that its token was refused. */
  @Test
  void aRefusedCopyCausesAFetchToo() {
    try (ScriptedBackend endpoint = ScriptedBackend.start(giving());
        ScriptedBackend strict =
            ScriptedBackend.answering("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                config("http", endpoint.port(), strict)
                    .backend("orders", backend.endpoint())
                    .route(
                        "orders",
                        Config.rule(
                            "/orders",
                            Config.to("orders"),
                            new RouteFilter.Mirror(new Target.Backend(key("b")), 100))))) {
      await()
          .until(
              () -> {
                assertThat(gateway.get("/orders").status()).isEqualTo(200);
                return given.get() == 2;
              });
    }
  }
}
