package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.IdentityProvider.Revocation;
import dev.sluice.snapshot.SharedStore;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tokens that are taken back before they expire, by a list in a real Redis. */
@Execution(ExecutionMode.CONCURRENT)
final class RevocationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ISSUER = "https://idp.test";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final TestRedis redis = TestRedis.start();

  @AfterEach
  void stop() {
    redis.close();
    backend.close();
  }

  private Config base() {
    return new Config().backend("b", backend.endpoint());
  }

  private GatewayFixture serving() {
    return GatewayFixture.serving(RevocationConfig.at(redis.port()).on(base()));
  }

  private static String token(String id, String subject, long issuedAt) {
    TestIssuer rsa = TestIssuer.RSA;
    return rsa.sign(
        rsa.header(),
        "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"exp\":%d,\"iat\":%d,\"jti\":\"%s\",\"sub\":\"%s\"}"
            .formatted(TestIssuer.now() + 600, issuedAt, id, subject));
  }

  private static String token(String id) {
    return token(id, "alice", TestIssuer.now() - 60);
  }

  private static int status(Wire client, String path, String token) {
    return client
        .send(GatewayFixture.request("GET", path, "Authorization: Bearer " + token))
        .response()
        .status();
  }

  private static void awaitStatus(Wire client, String path, String token, int status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(client, path, token) == status);
  }

  /** A place in the stream before all that is written now. */
  private static String anHourAgo() {
    return (TestIssuer.now() - 3_600) * 1_000 + "-0";
  }

  private void revoke(String... fields) {
    String[] words = new String[fields.length + 3];
    words[0] = "XADD";
    words[1] = "sluice:revocations";
    words[2] = "*";
    System.arraycopy(fields, 0, words, 3, fields.length);
    assertThat(redis.command(words)).startsWith("$");
  }

  @Test
  void aTokenIsTakenBackByItsNameAlsoIfItWasVerifiedBefore() {
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      String one = token("one");
      String other = token("other");
      awaitStatus(client, "/closed", one, 200);
      assertThat(status(client, "/open", one)).isEqualTo(200);
      revoke("issuer", ISSUER, "jti", "one");
      awaitStatus(client, "/closed", one, 401);
      assertThat(status(client, "/open", one)).isEqualTo(401);
      assertThat(status(client, "/open", other)).isEqualTo(200);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_revocation_entries 1.0")
          .contains("sluice_revocation_refused_total{provider=\"open\",} 1.0")
          .contains("sluice_redis_connected 1.0");
      assertThat(gateway.admin("/api/v1/store").text())
          .contains("\"redis\":{\"state\":\"connected\",\"mode\":\"standalone\"")
          .contains("\"revocations\":{\"state\":\"current\",\"entries\":1");
      revoke("issuer", ISSUER, "jti", "one", "restore", "1");
      awaitStatus(client, "/closed", one, 200);
    }
  }

  @Test
  void allTokensOfSomebodyAreTakenBackButNotThoseIssuedLater() {
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      long now = TestIssuer.now();
      String before = token("a", "bob", now - 100);
      String at = token("b", "bob", now - 50);
      String after = token("c", "bob", now - 49);
      String ofAlice = token("d", "alice", now - 100);
      revoke("issuer", "open", "subject", "bob", "before", Long.toString(now - 50));
      awaitStatus(client, "/open", before, 401);
      assertThat(status(client, "/open", at)).isEqualTo(401);
      assertThat(status(client, "/open", after)).isEqualTo(200);
      assertThat(status(client, "/open", ofAlice)).isEqualTo(200);
      // The name of a provider stands for that provider only.
      assertThat(status(client, "/closed", before)).isEqualTo(200);
      // Without a moment it is the moment in which it is said.
      revoke("issuer", ISSUER, "subject", "bob");
      awaitStatus(client, "/closed", after, 401);
    }
  }

  @Test
  void aTokenIsTakenBackByItsHashWhateverItSays() throws Exception {
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      String token = token("x");
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      awaitStatus(client, "/closed", token, 200);
      revoke("hash", HexFormat.of().withUpperCase().formatHex(hash));
      awaitStatus(client, "/closed", token, 401);
    }
  }

  @Test
  void whatWasTakenBackBeforeTheStartIsReadPageByPage() {
    for (int i = 0; i < 2_500; i++) {
      revoke("issuer", ISSUER, "jti", "id-" + i);
    }
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      awaitStatus(client, "/closed", token("id-0"), 401);
      assertThat(status(client, "/open", token("id-2499"))).isEqualTo(401);
      assertThat(status(client, "/open", token("id-2500"))).isEqualTo(200);
    }
  }

  @Test
  void entriesThatSayNothingAreCountedAndThoseThatEndedAreForgotten() {
    revoke("jti", "no-issuer");
    revoke("issuer", ISSUER);
    revoke("issuer", ISSUER, "jti", "a", "subject", "b");
    revoke("hash", "not-a-hash");
    revoke("issuer", ISSUER, "jti", "x", "until", "soon");
    revoke("issuer", ISSUER, "jti", "x", "until", "99999999999999999999");
    revoke("issuer", ISSUER, "jti", "y", "until", "1000");
    revoke("issuer", ISSUER, "jti", "good", "until", Long.toString(TestIssuer.now() + 60));
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      awaitStatus(client, "/closed", token("good"), 401);
      assertThat(status(client, "/closed", token("x"))).isEqualTo(200);
      assertThat(status(client, "/closed", token("y"))).isEqualTo(200);
      assertThat(gateway.admin("/api/v1/store").text())
          .contains("\"entries\":1,")
          .contains("\"malformed\":6,");
    }
  }

  @Test
  void whatIsKnownOutlivesRedisAndAnEmptyOneBringsNothingBack() {
    revoke("issuer", ISSUER, "jti", "one");
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      String one = token("one");
      String other = token("other");
      awaitStatus(client, "/open", one, 401);
      assertThat(status(client, "/closed", other)).isEqualTo(200);
      redis.close();
      awaitStatus(client, "/closed", other, 503);
      assertThat(status(client, "/closed", one)).isEqualTo(401);
      assertThat(status(client, "/open", one)).isEqualTo(401);
      assertThat(status(client, "/open", other)).isEqualTo(200);
      assertThat(gateway.admin("/api/v1/store").text())
          .contains("\"state\":\"disconnected\"")
          .contains("\"state\":\"old\"");
      assertThat(gateway.admin("/readyz").status()).isEqualTo(200);
      try (TestRedis again = TestRedis.startAt(redis.port())) {
        awaitStatus(client, "/closed", other, 200);
        assertThat(status(client, "/closed", one)).isEqualTo(401);
        assertThat(
                again.command(
                    "XADD", "sluice:revocations", anHourAgo(), "issuer", ISSUER, "jti", "other"))
            .startsWith("$");
        awaitStatus(client, "/open", other, 401);
      }
    }
  }

  @Test
  void aRedisThatHangsIsGivenUpAndFoundAgain() {
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      String one = token("one");
      awaitStatus(client, "/closed", one, 200);
      redis.pause();
      awaitStatus(client, "/closed", one, 503);
      assertThat(status(client, "/open", one)).isEqualTo(200);
      redis.resume();
      awaitStatus(client, "/closed", one, 200);
      revoke("issuer", ISSUER, "jti", "one");
      awaitStatus(client, "/open", one, 401);
    } finally {
      redis.resume();
    }
  }

  @Test
  void aWrongPasswordIsToldWithoutItAndTheRightOneNeedsNoRestart() {
    redis.command("CONFIG", "SET", "requirepass", "right-canary");
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                RevocationConfig.at(redis.port()).login("", "wrong-canary").on(base()));
        Wire client = gateway.client()) {
      String one = token("one");
      assertThat(status(client, "/open", one)).isEqualTo(200);
      assertThat(status(client, "/closed", one)).isEqualTo(503);
      await()
          .atMost(PATIENCE)
          .until(
              () -> gateway.admin("/api/v1/store").text().contains("\"lastFailure\":\"WRONGPASS"));
      assertThat(gateway.admin("/api/v1/store").text())
          .contains("\"state\":\"connecting\"")
          .contains("\"revocations\":{\"state\":\"loading\"")
          .doesNotContain("canary");
      gateway.apply(RevocationConfig.at(redis.port()).login("", "right-canary").on(base()));
      awaitStatus(client, "/closed", one, 200);
    }
  }

  @Test
  void anotherRedisIsReadWholeAndWhatWasKnownStays() {
    revoke("issuer", ISSUER, "jti", "one");
    try (TestRedis second = TestRedis.start();
        GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      String one = token("one");
      String two = token("two");
      awaitStatus(client, "/open", one, 401);
      assertThat(status(client, "/open", two)).isEqualTo(200);
      // Older than all that was read so far.
      second.command("XADD", "sluice:revocations", anHourAgo(), "issuer", ISSUER, "jti", "two");
      gateway.apply(RevocationConfig.at(second.port()).on(base()));
      awaitStatus(client, "/open", two, 401);
      assertThat(status(client, "/open", one)).isEqualTo(401);
    }
  }

  @Test
  void aReplicaThatMayNotBeWrittenToWillDo() {
    try (TestRedis replica = TestRedis.start("--replicaof", "127.0.0.1 " + redis.port());
        GatewayFixture gateway =
            GatewayFixture.serving(RevocationConfig.at(replica.port()).on(base()));
        Wire client = gateway.client()) {
      String one = token("one");
      awaitStatus(client, "/closed", one, 200);
      revoke("issuer", ISSUER, "jti", "one");
      awaitStatus(client, "/closed", one, 401);
      assertThat(replica.command("SET", "sluice:x", "y")).startsWith("-READONLY");
    }
  }

  @Test
  void tokensThatTheIssuerCallsActiveAreTakenBackToo() {
    try (TokenDesk desk =
            TokenDesk.saying("{\"active\":true,\"sub\":\"alice\",\"jti\":\"opaque-1\"}");
        GatewayFixture gateway =
            GatewayFixture.serving(
                IntrospectionConfig.at(desk.port())
                    .revocation(Revocation.CLOSED)
                    .on(
                        base()
                            .store(
                                new SharedStore.Redis(
                                    List.of("127.0.0.1:" + redis.port()),
                                    SharedStore.Mode.STANDALONE,
                                    false,
                                    0,
                                    "",
                                    SharedStore.Login.NONE,
                                    List.of()))));
        Wire client = gateway.client()) {
      awaitStatus(client, "/", "token", 200);
      revoke("issuer", "opaque", "jti", "opaque-1");
      awaitStatus(client, "/", "token", 401);
      assertThat(desk.questions()).hasSize(1);
    }
  }

  /** Whoever has a signature by ECDSA makes another of it that holds as well. */
  @Test
  void aTokenThatWasTakenBackByItsHashIsNoneInItsOtherWritingEither() throws Exception {
    try (GatewayFixture gateway = serving();
        Wire client = gateway.client()) {
      String token = TestIssuer.EC.token();
      int end = token.lastIndexOf('.') + 1;
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(end));
      BigInteger order = ((ECPublicKey) TestIssuer.EC.pair().getPublic()).getParams().getOrder();
      BigInteger s = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
      byte[] bytes = s.toByteArray();
      Arrays.fill(signature, 32, 64, (byte) 0);
      int length = Math.min(32, bytes.length);
      System.arraycopy(bytes, bytes.length - length, signature, 64 - length, length);
      String other = token.substring(0, end) + TestIssuer.encode(signature);
      awaitStatus(client, "/open", other, 200);
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      revoke("hash", HexFormat.of().formatHex(hash));
      awaitStatus(client, "/open", token, 401);
      assertThat(status(client, "/open", other)).isEqualTo(401);
      assertThat(status(client, "/open", TestIssuer.EC.token(",\"a\":1"))).isEqualTo(200);
    }
  }
}
