package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.DialRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
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
  private final List<TestRedis> servers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  SharedRedisTest() {}

  @AfterEach
  void stop() {
    servers.forEach(TestRedis::close);
    backend.close();
  }

  private TestRedis started(TestRedis server) {
    servers.add(server);
    return server;
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
    assumeTrue(TestRedis.isInstalled(), "the Redis in a jar has no TLS");
    TestAuthority authority = new TestAuthority("redis");
    TestAuthority.Issued issued =
        authority.issue(
            new org.bouncycastle.asn1.x500.X500Name("CN=redis"),
            Duration.ofDays(1),
            TestAuthority.alternatives(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    Path chain = Files.writeString(directory.resolve("chain.pem"), issued.chainPem());
    Path key = Files.writeString(directory.resolve("key.pem"), issued.keyPem());
    Path users =
        Files.writeString(
            directory.resolve("users.acl"),
            """
            user default off
            user sluice on >pass-canary ~sluice:* resetchannels +@connection +@scripting +time +xrange +xrevrange
            """);
    TestRedis redis =
        started(
            TestRedis.startWithTls(
                "--tls-cert-file",
                chain.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-auth-clients",
                "no",
                "--aclfile",
                users.toString()));
    Config config =
        RevocationConfig.at(redis.port())
            .login("sluice", "pass-canary")
            .trusting(authority.bundle(Config.key("redis-ca")))
            .on(base());
    try (GatewayFixture gateway = GatewayFixture.serving(config);
        Wire client = gateway.client()) {
      awaitStatus(client, "one", 200);
      assertThat(gateway.admin("/api/v1/store").text())
          .contains("\"state\":\"connected\"")
          .doesNotContain("canary");
      // Of another authority: nobody is talked to.
      gateway.apply(
          RevocationConfig.at(redis.port())
              .login("sluice", "pass-canary")
              .trusting(new TestAuthority("other").bundle(Config.key("redis-ca")))
              .on(base()));
      awaitStatus(client, "one", 503);
    }
  }

  @Test
  void whenTheMasterDiesSentinelsNameAnother() {
    TestRedis master = started(TestRedis.start());
    TestRedis replica = started(TestRedis.start("--replicaof", "127.0.0.1 " + master.port()));
    await()
        .atMost(PATIENCE)
        .until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
    TestRedis sentinel = started(TestRedis.sentinel("shop", master.port()));
    await()
        .atMost(PATIENCE)
        .until(() -> sentinel.command("SENTINEL", "replicas", "shop").contains("slave"));
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                RevocationConfig.at(sentinel.port()).sentinel("shop").on(base()));
        Wire client = gateway.client()) {
      awaitStatus(client, "one", 200);
      revoke(master, "one");
      awaitStatus(client, "one", 401);
      master.close();
      await().atMost(PATIENCE).until(() -> revoke(replica, "two").startsWith("$"));
      awaitStatus(client, "two", 401);
      assertThat(status(client, "one")).isEqualTo(401);
      awaitStatus(client, "three", 200);
    }
  }

  @Test
  void aClusterServesOnWithoutANodeThatHasNothingOfOurs() {
    List<TestRedis> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      nodes.add(
          started(
              TestRedis.start(
                  "--cluster-enabled",
                  "yes",
                  "--cluster-node-timeout",
                  "1000",
                  "--cluster-require-full-coverage",
                  "no")));
    }
    TestRedis first = nodes.getFirst();
    for (int i = 0; i < 3; i++) {
      List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = i; slot < 16_384; slot += 3) {
        slots.add(Integer.toString(slot));
      }
      assertThat(nodes.get(i).command(slots.toArray(String[]::new))).startsWith("+OK");
      nodes.get(i).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(first.port()));
    }
    nodes.forEach(
        node ->
            await()
                .atMost(PATIENCE)
                .until(
                    () -> {
                      String info = node.command("CLUSTER", "INFO");
                      return info.contains("cluster_state:ok")
                          && info.contains("cluster_known_nodes:3")
                          && info.contains("cluster_slots_ok:16384");
                    }));
    TestRedis ours =
        nodes.stream()
            .filter(node -> revoke(node, "one").startsWith("$"))
            .findFirst()
            .orElseThrow();
    TestRedis other = nodes.stream().filter(node -> node != ours).findFirst().orElseThrow();
    try (GatewayFixture gateway =
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
    TestRedis redis = started(TestRedis.start());
    try (GatewayFixture gateway =
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
