package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.in;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.redis.SecuredRedis;
import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.RateLimit.CounterStore.Shared;
import dev.sluice.snapshot.RateLimit.OnFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that data planes count together, on the wire. */
final class RedisLimitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private TestRedis redis = TestRedis.start();

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  RedisLimitTest() {}

  @AfterEach
  void stop() {
    redis.close();
    backend.close();
  }

  /** Six an hour on each path; that says what happens without Redis. */
  private Config config() {
    Config config = new Config().backend("b", backend.endpoint());
    for (String name : List.of("fallback", "closed", "open", "leased")) {
      OnFailure onFailure =
          switch (name) {
            case "closed" -> OnFailure.CLOSED;
            case "open" -> OnFailure.OPEN;
            default -> OnFailure.LOCAL_FALLBACK;
          };
      config
          .forward(name, "/" + name, "b")
          .limit(
              LimitConfig.of(name, route(name))
                  .with(in(new Shared(name.equals("leased"), onFailure), limit("six", 6)))
                  .section());
    }
    return config;
  }

  private static int status(Wire client, String path) {
    return client.send(request("GET", path)).response().status();
  }

  private static void awaitUp(GatewayFixture gateway) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                gateway
                    .admin("/api/v1/store")
                    .text()
                    .contains("\"counters\":{\"state\":\"up\",\"replicas\":"));
  }

  @Test
  void twoDataPlanesCountTogether() {
    Config config = RevocationConfig.at(redis.port()).on(config());
    try (GatewayFixture one = GatewayFixture.serving(config);
        GatewayFixture other = GatewayFixture.serving(config);
        Wire first = one.client();
        Wire second = other.client()) {
      awaitUp(one);
      awaitUp(other);
      int passed = 0;
      int unanswered = 0;
      for (int i = 0; i < 12; i++) {
        int status = status(i % 2 == 0 ? first : second, "/closed");
        passed += status == 200 ? 1 : 0;
        unanswered += status == 503 ? 1 : 0;
      }
      // What a busy machine answers too late may have been counted all the same.
      assertThat(passed).isBetween(6 - unanswered, 6);
      await().atMost(PATIENCE).until(() -> status(first, "/closed") == 429);
      await().atMost(PATIENCE).until(() -> status(second, "/closed") == 429);
      Wire.Message refused =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> first.send(request("GET", "/closed")).response(),
                  answer -> answer.status() == 429);
      assertThat(refused.head()).contains("Retry-After: ");
      awaitUp(one);
      assertThat(one.admin("/metrics").text())
          .contains("sluice_ratelimit_store_up 1")
          .contains("sluice_ratelimit_store_seconds_count");
    }
  }

  @Test
  void withoutRedisEachLimitDoesWhatItSaysAndWithItAgainAllCountTogether() {
    Config config = RevocationConfig.at(redis.port()).on(config());
    try (GatewayFixture one = GatewayFixture.serving(config);
        Wire client = one.client()) {
      awaitUp(one);
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 200);
      redis.close();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  status(client, "/closed") == 503
                      && one.admin("/api/v1/store").text().contains("{\"state\":\"down\""));
      assertThat(status(client, "/closed")).isEqualTo(503);
      assertThat(status(client, "/open")).isEqualTo(200);
      assertThat(one.admin("/metrics").text()).contains("sluice_ratelimit_store_up 0");
      int passed = 0;
      for (int i = 0; i < 12; i++) {
        passed += status(client, "/fallback") == 200 ? 1 : 0;
      }
      assertThat(passed).isEqualTo(6);
      redis = TestRedis.startAt(redis.port());
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 200);
      assertThat(status(client, "/fallback")).isEqualTo(200);
    }
  }

  @Test
  void aShareWithoutRedisIsThatOfAllReplicasOfWhichTheOperatorTells() {
    int port = redis.port();
    redis.close();
    try (GatewayFixture one = GatewayFixture.serving(RevocationConfig.at(port).on(config()));
        Wire client = one.client()) {
      Quotas quotas = one.dataplane().quotas();
      long number = quotas.demands(System.nanoTime()).number();
      quotas.take(
          new PushMessage.Shares(1, number, number, 3, 0, true, 60_000, List.of()),
          System.nanoTime());
      for (int i = 0; i < 4; i++) {
        assertThat(status(client, "/fallback")).isEqualTo(i < 2 ? 200 : 429);
      }
      assertThat(one.admin("/api/v1/store").text()).contains("\"state\":\"down\",\"replicas\":3");
    }
  }

  @Test
  void aShareWithoutRedisIsThatOfAllReplicasThatWereSeenThereWhereNobodyTells() {
    Config config = RevocationConfig.at(redis.port()).on(config());
    try (GatewayFixture one = GatewayFixture.serving(config);
        GatewayFixture other = GatewayFixture.serving(config);
        Wire client = one.client()) {
      for (GatewayFixture each : List.of(one, other)) {
        await()
            .atMost(PATIENCE)
            .until(() -> each.admin("/api/v1/store").text().contains("\"replicas\":2"));
      }
      redis.close();
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 503);
      for (int i = 0; i < 5; i++) {
        assertThat(status(client, "/fallback")).isEqualTo(i < 3 ? 200 : 429);
      }
    }
  }

  @Test
  void anotherRedisTakesOverWithTheNextSnapshot() {
    Config config = RevocationConfig.at(redis.port()).on(config());
    try (TestRedis other = TestRedis.start();
        GatewayFixture one = GatewayFixture.serving(config);
        Wire client = one.client()) {
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 429);
      one.apply(RevocationConfig.at(other.port()).on(config()));
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 200);
      redis.close();
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 429);
    }
  }

  @Test
  void aDataPlaneServesWithoutARedisThatNeverWas() {
    int port = redis.port();
    redis.close();
    try (GatewayFixture one = GatewayFixture.serving(RevocationConfig.at(port).on(config()));
        Wire client = one.client()) {
      assertThat(status(client, "/open")).isEqualTo(200);
      assertThat(status(client, "/closed")).isEqualTo(503);
      redis = TestRedis.startAt(port);
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 200);
    }
  }

  @Test
  void overTlsAsAUserWhoMayDoNoMoreThanItTakes() throws Exception {
    SecuredRedis secured =
        SecuredRedis.start(
            directory,
            "~sluice:* resetchannels +@connection +@scripting +time +xrange +xrevrange +get +set"
                + " +del +pexpire +zadd +zcard +zrem +zremrangebyscore");
    Config config = RevocationConfig.at(secured, secured.authority()).on(config());
    try (secured;
        GatewayFixture one = GatewayFixture.serving(config);
        Wire client = one.client()) {
      await().atMost(PATIENCE).until(() -> status(client, "/closed") != 503);
      await().atMost(PATIENCE).until(() -> status(client, "/closed") == 429);
      awaitUp(one);
      assertThat(one.admin("/api/v1/store").text()).doesNotContain("canary");
    }
  }
}
