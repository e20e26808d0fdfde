package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.KeySet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are fetched, from issuers good and bad. */
@Execution(ExecutionMode.CONCURRENT)
final class JwksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final AtomicReference<String> answer = new AtomicReference<>("");
  private final ScriptedBackend issuer =
      ScriptedBackend.start(
          wire -> {
            Wire.Message request = wire.request();
            if (request != null) {
              record(request);
              wire.send(answer.get());
            }
          });

  private void record(Wire.Message request) {
    issuer.record(request);
  }

  @AfterEach
  void stop() {
    backend.close();
    issuer.close();
  }

  private static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private JwtConfig remote(Duration refresh, Duration staleFor) {
    return JwtConfig.of(
        new KeySet.Remote(
            "http://127.0.0.1:" + issuer.port() + "/keys?p=a",
            refresh.toMillis(),
            staleFor.toMillis(),
            true,
            List.of()));
  }

  private JwtConfig remote() {
    return remote(Duration.ofMinutes(5), Duration.ofHours(1));
  }

  private Config config(JwtConfig provider) {
    return JwtConfig.of(new Config().backend("b", backend.endpoint()), provider);
  }

  private static String bearer(String token) {
    return GatewayFixture.request("GET", "/", "Authorization: Bearer " + token);
  }

  private static int status(GatewayFixture gateway, TestIssuer by) {
    return gateway.exchange(bearer(by.token())).status();
  }

  @Test
  void theFirstRequestWaitsForTheKeysAndOneFetchServesAll() {
    answer.set(json(TestIssuer.set(TestIssuer.RSA, TestIssuer.EC)));
    try (GatewayFixture gateway = GatewayFixture.serving(config(remote()))) {
      assertThat(status(gateway, TestIssuer.RSA)).isEqualTo(200);
      assertThat(status(gateway, TestIssuer.EC)).isEqualTo(200);
      assertThat(issuer.requests()).hasSize(1);
      assertThat(issuer.lastRequest().startLine()).isEqualTo("GET /keys?p=a HTTP/1.1");
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_jwt_keys{provider=\"idp\",} 2.0")
          .contains("sluice_jwt_keys_fetches_total{provider=\"idp\",result=\"fetched\",} 1.0");
      assertThat(gateway.admin("/api/v1/providers").text())
          .contains("\"name\":\"idp\"")
          .contains("\"state\":\"fresh\"")
          .contains("\"rememberedTokens\":2");
    }
  }

  @Test
  void aNewKeyIsKnownWithItsFirstTokenAndManyUnknownOnesAreNotAskedFor() {
    answer.set(json(TestIssuer.set(TestIssuer.RSA)));
    try (GatewayFixture gateway = GatewayFixture.serving(config(remote()));
        Wire client = gateway.client()) {
      assertThat(client.send(bearer(TestIssuer.RSA.token())).response().status()).isEqualTo(200);
      answer.set(json(TestIssuer.set(TestIssuer.RSA, TestIssuer.OTHER_RSA)));
      assertThat(client.send(bearer(TestIssuer.OTHER_RSA.token())).response().status())
          .isEqualTo(200);
      String claims = "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"exp\":9999999999}";
      for (int i = 0; i < 300; i++) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"unknown-" + i + "\"}";
        String token =
            TestIssuer.encode(header) + "." + TestIssuer.encode(claims) + "." + "A".repeat(342);
        assertThat(client.send(bearer(token)).response().status()).isEqualTo(401);
      }
      assertThat(issuer.requests()).hasSize(2);
      assertThat(client.send(bearer(TestIssuer.RSA.token())).response().status()).isEqualTo(200);
    }
  }

  @Test
  void aKeyThatIsWithdrawnTakesItsRememberedTokensWithIt() {
    answer.set(json(TestIssuer.set(TestIssuer.RSA, TestIssuer.OTHER_RSA)));
    JwtConfig often = remote(Duration.ofSeconds(1), Duration.ofHours(1));
    try (GatewayFixture gateway = GatewayFixture.serving(config(often));
        Wire client = gateway.client()) {
      String token = TestIssuer.RSA.token();
      String other = TestIssuer.OTHER_RSA.token();
      assertThat(client.send(bearer(token)).response().status()).isEqualTo(200);
      assertThat(client.send(bearer(other)).response().status()).isEqualTo(200);
      answer.set(json(TestIssuer.set(TestIssuer.OTHER_RSA)));
      await().atMost(PATIENCE).until(() -> client.send(bearer(token)).response().status() == 401);
      assertThat(client.send(bearer(other)).response().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n{\"keys\"",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"keys\":[",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":[",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}",
        "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"keys\":\"none\"}",
        "garbage\r\n\r\n",
        ""
      })
  void badAnswersLetNobodyInAndThoseWhoKnowServeOn(String bad) {
    answer.set(bad);
    JwtConfig often = remote(Duration.ofSeconds(1), Duration.ofHours(1));
    try (GatewayFixture gateway = GatewayFixture.serving(config(often))) {
      Wire.Message refused = gateway.exchange(bearer(TestIssuer.RSA.token()));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("AUTHENTICATION_UNAVAILABLE").doesNotContain("127.0.0.1");
      assertThat(gateway.exchange(bearer("nonsense")).status()).isEqualTo(401);
      answer.set(json(TestIssuer.set(TestIssuer.RSA)));
      await().atMost(PATIENCE).until(() -> status(gateway, TestIssuer.RSA) == 200);
      answer.set(bad);
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.admin("/api/v1/providers").text().contains("\"state\":\"stale\""));
      assertThat(status(gateway, TestIssuer.RSA)).isEqualTo(200);
      assertThat(status(gateway, TestIssuer.OTHER_RSA)).isEqualTo(401);
    }
  }

  @Test
  void setsWithWhatDoesNotBelongThereAreRefusedAndTheOldOneServes() {
    String secret = "{\"kty\":\"oct\",\"k\":\"" + "A".repeat(43) + "\"}";
    for (String set :
        List.of(
            TestIssuer.set(TestIssuer.OTHER_RSA.jwk(",\"d\":\"AAAA\"")),
            TestIssuer.set(TestIssuer.OTHER_RSA.jwk(), secret),
            TestIssuer.set(secret),
            TestIssuer.set(TestIssuer.OTHER_RSA.jwk(",\"use\":\"enc\"")),
            TestIssuer.set(TestIssuer.OTHER_RSA.jwk(",\"key_ops\":[\"encrypt\"]")),
            TestIssuer.set(TestIssuer.rsa("rsa-2", 1_024)))) {
      answer.set(json(TestIssuer.set(TestIssuer.RSA)));
      try (GatewayFixture gateway = GatewayFixture.serving(config(remote()))) {
        assertThat(status(gateway, TestIssuer.RSA)).isEqualTo(200);
        answer.set(json(set));
        assertThat(status(gateway, TestIssuer.OTHER_RSA)).as(set).isEqualTo(401);
        assertThat(status(gateway, TestIssuer.RSA)).as(set).isEqualTo(200);
      }
    }
  }

  @Test
  void ofTwoKeysWithOneNameEachIsTriedAndAKeyForAnotherAlgorithmIsNot() {
    answer.set(
        json(
            TestIssuer.set(
                TestIssuer.RSA.jwk(),
                TestIssuer.OTHER_RSA.named("rsa-1").jwk(),
                TestIssuer.OTHER_RSA.named("for-512").jwk(",\"alg\":\"RS512\""))));
    try (GatewayFixture gateway = GatewayFixture.serving(config(remote()))) {
      assertThat(status(gateway, TestIssuer.RSA)).isEqualTo(200);
      assertThat(status(gateway, TestIssuer.OTHER_RSA.named("rsa-1"))).isEqualTo(200);
      assertThat(status(gateway, TestIssuer.OTHER_RSA.named("for-512"))).isEqualTo(401);
    }
  }

  @Test
  void anIssuerThatHangsHoldsNobodyForLongAndNotTheOthers() {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedBackend hanging = ScriptedBackend.start(wire -> end.await());
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .identities(
                        JwtConfig.rules(
                            JwtConfig.of(
                                new KeySet.Remote(
                                    "http://127.0.0.1:" + hanging.port() + "/",
                                    60_000,
                                    60_000,
                                    true,
                                    List.of())),
                            JwtConfig.of(TestIssuer.RSA).named("other", "https://idp.test")))
                    .route("slow", JwtConfig.asking("/slow", false, "idp"))
                    .route("quick", JwtConfig.asking("/quick", false, "other")))) {
      String token = TestIssuer.RSA.token();
      try (Wire waiting = gateway.client();
          Wire quick = gateway.client()) {
        waiting.send(GatewayFixture.request("GET", "/slow", "Authorization: Bearer " + token));
        assertThat(
                quick
                    .send(GatewayFixture.request("GET", "/quick", "Authorization: Bearer " + token))
                    .response()
                    .status())
            .isEqualTo(200);
        assertThat(waiting.response().status()).isEqualTo(503);
      } finally {
        end.countDown();
      }
    }
  }

  @Test
  void keysOutliveSnapshotsAndOtherPlacesDoNot() {
    answer.set(json(TestIssuer.set(TestIssuer.RSA)));
    try (GatewayFixture gateway = GatewayFixture.serving(config(remote()))) {
      assertThat(status(gateway, TestIssuer.RSA)).isEqualTo(200);
      gateway.apply(config(remote()).respond("more", "/more", 200, "more"));
      gateway.apply(config(remote(Duration.ofMinutes(1), Duration.ofHours(2)).required("sub")));
      assertThat(status(gateway, TestIssuer.RSA)).isEqualTo(200);
      assertThat(issuer.requests()).hasSize(1);
    }
  }

  @Test
  void keysAreNotFetchedWhereNobodyMayGo() {
    answer.set(json(TestIssuer.set(TestIssuer.RSA)));
    Config config = config(remote()).dial(DialRules.CLUSTER);
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(status(gateway, TestIssuer.RSA)).isEqualTo(503);
      assertThat(issuer.accepted()).isZero();
      assertThat(gateway.admin("/api/v1/providers").text()).contains("\"lastFailure\":\"");
    }
  }
}
