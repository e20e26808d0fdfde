package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of the client credentials grant, from endpoints good and bad. */
@Execution(ExecutionMode.CONCURRENT)
final class TokenFetchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final AtomicReference<String> answer = new AtomicReference<>("");
  private final ScriptedBackend endpoint =
      ScriptedBackend.start(
          wire -> {
            Wire.Message request = wire.request();
            if (request != null) {
              record(request);
              wire.send(answer.get());
            }
          });

  private void record(Wire.Message request) {
    endpoint.record(request);
  }

  @AfterEach
  void stop() {
    backend.close();
    endpoint.close();
  }

  private static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String token(String token, long seconds) {
    return json(
        "{\"access_token\":\""
            + token
            + "\",\"token_type\":\"Bearer\",\"expires_in\":"
            + seconds
            + "}");
  }

  private Config config(String secret) {
    return new Config()
        .backend(
            BackendSection.of(key("b"))
                .with(
                    new BackendCredential.Oauth2(
                        "http://127.0.0.1:" + endpoint.port() + "/token",
                        new SecretEntry(key("client"), "client-id"),
                        new SecretEntry(key("client"), "client-secret"),
                        List.of("write", "read"),
                        List.of())),
            backend.endpoint())
        .forward("r", "/", "b")
        .secret(
            new SecretSection.Credential(
                key("client"),
                new TreeMap<>(
                    java.util.Map.of(
                        "client-id", new SecretText("sluice"),
                        "client-secret", new SecretText(secret)))));
  }

  @Test
  void theFirstRequestWaitsForTheTokenAndOneFetchServesAll() {
    answer.set(token("tkn", 3_600));
    try (GatewayFixture gateway = GatewayFixture.serving(config("pass word"))) {
      for (int i = 0; i < 5; i++) {
        assertThat(gateway.get("/").status()).isEqualTo(200);
      }
      assertThat(backend.requests())
          .allSatisfy(
              request -> assertThat(request.head()).contains("Authorization: Bearer tkn\r\n"));
      assertThat(endpoint.requests()).hasSize(1);
      Wire.Message asked = endpoint.lastRequest();
      assertThat(asked.head())
          .startsWith("POST /token HTTP/1.1\r\n")
          .contains("Authorization: Basic c2x1aWNlOnBhc3MlMjB3b3Jk\r\n");
      assertThat(asked.text()).isEqualTo("grant_type=client_credentials&scope=read%20write");
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_upstream_token_held{backend_namespace=\"test\",backend=\"b\",} 1.0");
    }
  }

  @Test
  void aChunkedAnswerWithoutLifetimeIsUnderstood() {
    answer.set(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "10\r\n{\"access_token\":\r\n6;x=y\r\n\"tkn\"}\r\n0\r\n\r\n");
    try (GatewayFixture gateway = GatewayFixture.serving(config("s"))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(backend.lastRequest().head()).contains("Bearer tkn\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 29\r\n\r\n{\"error\":\"canary<script>bad\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\nxxxx",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[[[[",
        "HTTP/1.1 200 OK\r\nContent-Length: 29\r\n\r\n{\"access_token\":\"a\\r\\nX-B: c\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 35\r\n\r\n{\"access_token\":\"a\",\"expires_in\":-1}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        ""
      })
  void noTokenMeansNoRequest(String bad) {
    answer.set(bad);
    try (GatewayFixture gateway = GatewayFixture.serving(config("s"))) {
      Wire.Message refused = gateway.get("/");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("UPSTREAM_CREDENTIAL_UNAVAILABLE");
      assertThat(backend.accepted()).isZero();
      answer.set(token("good", 3_600));
      await().atMost(PATIENCE).until(() -> gateway.get("/").status() == 200);
    }
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    try (ScriptedBackend endless =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 200 OK\r\n\r\n");
                  for (int i = 0; i < 1_000; i++) {
                    wire.send("x".repeat(4_096));
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                config("s")
                    .backend(
                        BackendSection.of(key("endless"))
                            .with(
                                new BackendCredential.Oauth2(
                                    "http://127.0.0.1:" + endless.port() + "/",
                                    new SecretEntry(key("client"), "client-id"),
                                    new SecretEntry(key("client"), "client-secret"),
                                    List.of(),
                                    List.of())),
                        backend.endpoint())
                    .forward("e", "/endless", "endless"))) {
      assertThat(gateway.get("/endless").status()).isEqualTo(503);
    }
  }

  @Test
  void anEndpointThatHangsCostsRequestsABoundedTime() {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedBackend hanging =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        BackendSection.of(key("b"))
                            .with(
                                new BackendCredential.Oauth2(
                                    "http://127.0.0.1:" + hanging.port() + "/",
                                    new SecretEntry(key("client"), "client-id"),
                                    new SecretEntry(key("client"), "client-id"),
                                    List.of(),
                                    List.of())),
                        backend.endpoint())
                    .forward("r", "/", "b")
                    .secret(
                        new SecretSection.Credential(
                            key("client"),
                            new TreeMap<>(java.util.Map.of("client-id", new SecretText("x"))))))) {
      assertThat(gateway.get("/").status()).isEqualTo(503);
      assertThat(backend.accepted()).isZero();
      end.countDown();
    }
  }

  @Test
  void aTokenIsFetchedAgainAheadOfItsExpiry() {
    answer.set(token("one", 3));
    try (GatewayFixture gateway = GatewayFixture.serving(config("s"))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      answer.set(token("two", 3_600));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(gateway.get("/").status()).isEqualTo(200);
                assertThat(backend.lastRequest().head()).contains("Bearer two\r\n");
              });
      assertThat(endpoint.requests()).hasSize(2);
    }
  }

  @Test
  void aTokenServesOnWhileTheEndpointFailsAndTheClientSecretIsRotated() {
    answer.set(token("one", 3_600));
    try (GatewayFixture gateway = GatewayFixture.serving(config("old"))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      answer.set("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
      gateway.apply(config("new"));
      await().atMost(PATIENCE).until(() -> endpoint.requests().size() >= 2);
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(backend.lastRequest().head()).contains("Bearer one\r\n");
      answer.set(token("two", 3_600));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                gateway.get("/");
                assertThat(backend.lastRequest().head()).contains("Bearer two\r\n");
              });
      assertThat(endpoint.lastRequest().head()).contains("Basic c2x1aWNlOm5ldw==");
    }
  }

  @Test
  void aForbiddenEndpointIsNeverAsked() {
    answer.set(token("one", 3_600));
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config("s").dial(new DialRules(false, List.of("127.0.0.2/32"), List.of())))) {
      assertThat(gateway.get("/").status()).isGreaterThanOrEqualTo(500);
      assertThat(endpoint.accepted()).isZero();
    }
  }
}
