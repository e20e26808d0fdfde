package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.redis.RedisCluster;
import dev.sluice.dataplane.redis.SecuredRedis;
import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.redis.WatchedRedis;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.DialRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The ways in which servers of Redis hang together, seen by tokens that are taken back. */
@Execution(ExecutionMode.CONCURRENT)
final class SharedRedisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  SharedRedisTest() {}

  @AfterEach
  void stop() {
    backend.close();
  }

  private Config base() {
    return new Config().backend("b", backend.endpoint());
  }

  private static String token(String id) {
    TestIssuer rsa = TestIssuer.RSA;
    return rsa.sign(
        rsa.header(),
        "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"exp\":%d,\"jti\":\"%s\"}"
            .formatted(TestIssuer.now() + 600, id));
  }

  private static int status(Wire client, String id) {
    return client
        .send(GatewayFixture.request("GET", "/closed", "Authorization: Bearer " + token(id)))
        .response()
        .status();
  }

  private static void awaitStatus(Wire client, String id, int status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> status(client, id) == status);
  }

  private static String revoke(TestRedis at, String id) {
    return at.command("XADD", "sluice:revocations", "*", "issuer", "https://idp.test", "jti", id);
  }

  @Test
  void overTlsAsAUserWhoMayDoNoMoreThanItTakes() throws Exception {
    SecuredRedis secured =
        SecuredRedis.start(
            directory, "~sluice:* resetchannels +@connection +@scripting +time +xrange +xrevrange");
    Config config = RevocationConfig.at(secured, secured.authority()).on(base());
    try (secured;
        GatewayFixture gateway = GatewayFixture.serving(config);
        Wire client = gateway.client()) {
      awaitStatus(client, "one", 200);
      assertThat(gateway.admin("/api/v1/store").text())
          .contains("\"state\":\"connected\"")
          .doesNotContain("canary");
      // Of another authority: nobody is talked to.
      gateway.apply(RevocationConfig.at(secured, new TestAuthority("other")).on(base()));
      awaitStatus(client, "one", 503);
    }
  }

  @Test
  void whenTheMasterDiesSentinelsNameAnother() {
    WatchedRedis watched = WatchedRedis.start("shop");
    try (watched;
        GatewayFixture gateway =
            GatewayFixture.serving(
                RevocationConfig.at(watched.sentinel().port()).sentinel("shop").on(base()));
        Wire client = gateway.client()) {
      awaitStatus(client, "one", 200);
      revoke(watched.master(), "one");
      awaitStatus(client, "one", 401);
      watched.master().close();
      await().atMost(PATIENCE).until(() -> revoke(watched.replica(), "two").startsWith("$"));
      awaitStatus(client, "two", 401);
      assertThat(status(client, "one")).isEqualTo(401);
      awaitStatus(client, "three", 200);
    }
  }

  @Test
  void aClusterServesOnWithoutANodeThatHasNothingOfOurs() {
    RedisCluster cluster = RedisCluster.of(3);
    List<TestRedis> nodes = cluster.nodes();
    TestRedis ours =
        nodes.stream()
            .filter(node -> revoke(node, "one").startsWith("$"))
            .findFirst()
            .orElseThrow();
    TestRedis other = nodes.stream().filter(node -> node != ours).findFirst().orElseThrow();
    try (cluster;
        GatewayFixture gateway =
            GatewayFixture.serving(
                RevocationConfig.at(other.port(), ours.port()).cluster().on(base()));
        Wire client = gateway.client()) {
      awaitStatus(client, "one", 401);
      awaitStatus(client, "two", 200);
      other.close();
      revoke(ours, "two");
      awaitStatus(client, "two", 401);
      ours.close();
      awaitStatus(client, "three", 503);
    }
  }

  @Test
  void noRedisIsTalkedToWhereNobodyMayGo() {
    try (TestRedis redis = TestRedis.start();
        GatewayFixture gateway =
            GatewayFixture.serving(
                RevocationConfig.at(redis.port()).on(base()).dial(DialRules.CLUSTER));
        Wire client = gateway.client()) {
      assertThat(status(client, "one")).isEqualTo(503);
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.admin("/api/v1/store").text().contains("is the gateway itself"));
      assertThat(redis.command("INFO", "clients")).contains("connected_clients:1");
    }
  }
}
