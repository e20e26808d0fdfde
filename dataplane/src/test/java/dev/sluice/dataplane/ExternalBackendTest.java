package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.ExternalConfig.OK;
import static dev.sluice.dataplane.ExternalConfig.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.Timeout;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a ServiceBackend has for everybody holds for the questions of providers, too. */
final class ExternalBackendTest {
  private final ScriptedBackend backend = ScriptedBackend.answering(OK);

  @AfterEach
  void stop() {
    backend.close();
  }

  private static Endpoint nobody() {
    try (ScriptedBackend gone = ScriptedBackend.answering(OK)) {
      return gone.endpoint();
    }
  }

  @Test
  void whereOneEndpointIsDeadAnotherIsAsked() {
    try (ScriptedBackend authoriser = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider()
                    .config(
                        BackendSection.of(key("authz")),
                        backend,
                        nobody(),
                        authoriser.endpoint()))) {
      for (int i = 0; i < 10; i++) {
        assertThat(gateway.get("/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void anOpenBreakerSparesTheServiceAndKeepsItsStateOverChangesElsewhere() {
    AtomicInteger asked = new AtomicInteger();
    BackendSection broken =
        BackendSection.of(key("authz"))
            .with(
                new CircuitBreaker.On(
                    100,
                    100,
                    Timeout.NONE,
                    1_000,
                    10_000,
                    3,
                    3_600_000,
                    1,
                    BreakerFallback.REFUSE));
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  for (var one = wire.request(); one != null; one = wire.request()) {
                    asked.incrementAndGet();
                    wire.send("HTTP/1.1 500 Down\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(provider().config(broken, backend, authoriser.endpoint()))) {
      for (int i = 0; i < 6; i++) {
        Wire.Message told = gateway.get("/");
        assertThat(told.status()).isEqualTo(503);
        assertThat(told.text()).contains("AUTHENTICATION_UNAVAILABLE");
      }
      assertThat(asked).hasValue(3);
      gateway.apply(
          provider()
              .config(broken, backend, authoriser.endpoint())
              .respond("other", "/other", 200, ""));
      assertThat(gateway.get("/").status()).isEqualTo(503);
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void itIsShownTheCredentialOfItsBackendAndTheBackendOfTheRouteIsNot() {
    BackendSection keyed =
        BackendSection.of(key("authz"))
            .with(
                new BackendCredential.ApiKeyHeader(
                    "x-gateway-key", new SecretEntry(key("gateway"), "key")));
    try (ScriptedBackend authoriser = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider()
                    .config(keyed, backend, authoriser.endpoint())
                    .secret(
                        new SecretSection.Credential(
                            key("gateway"),
                            new TreeMap<>(Map.of("key", new SecretText("canary-7f3a"))))))) {
      assertThat(
              gateway
                  .exchange(
                      GatewayFixture.request(
                          "GET", "/", "Authorization: Bearer t", "X-Gateway-Key: forged"))
                  .status())
          .isEqualTo(200);
      assertThat(authoriser.lastRequest().all("X-Gateway-Key")).containsExactly("canary-7f3a");
      assertThat(authoriser.lastRequest().all("Authorization")).containsExactly("Bearer t");
      assertThat(backend.lastRequest().head()).doesNotContain("canary");
    }
  }

  @Test
  void aBackendThatTheSnapshotLacksIsRefusedAndNothingChanges() {
    try (ScriptedBackend authoriser = ScriptedBackend.answering(OK);
        GatewayFixture gateway = GatewayFixture.serving(provider().config(authoriser, backend))) {
      Config lacking = provider().config(BackendSection.of(key("another")), backend);
      assertThat(gateway.dataplane().apply(lacking.snapshot(), lacking.endpoints()).toString())
          .contains("Refused", "test/authz");
      assertThat(gateway.get("/").status()).isEqualTo(200);
    }
  }
}
