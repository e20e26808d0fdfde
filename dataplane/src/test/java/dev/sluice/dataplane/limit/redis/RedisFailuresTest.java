package dev.sluice.dataplane.limit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CountersUnavailable;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.redis.RedisCluster;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.redis.WatchedRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of counters when Redis does not do what it should, and when it does again. */
final class RedisFailuresTest {
  private static final Duration PATIENCE = CountersFixture.PATIENCE;
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  RedisFailuresTest() {}

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T it) {
    opened.add(it);
    return it;
  }

  private static boolean fails(CountersFixture plane, Demand demand) {
    try {
      plane.tried(demand);
      return false;
    } catch (CountersUnavailable e) {
      return true;
    }
  }

  private static Demand demand() {
    return CountersFixture.window(CountersFixture.key(), 1_000_000, HOUR);
  }

  /** Requests fail, and soon nobody is asked any more. */
  private static void awaitDown(CountersFixture plane, String cause) {
    Demand demand = demand();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> fails(plane, demand) && refuses(plane) && plane.counters().problem().isPresent());
    assertThat(plane.counters().view().failures().get(cause)).isPositive();
    long asked = plane.counters().view().questions();
    for (int i = 0; i < 100 && refuses(plane); i++) {
      assertThat(fails(plane, demand) || !refuses(plane)).isTrue();
    }
    if (refuses(plane)) {
      assertThat(plane.counters().view().questions()).isEqualTo(asked);
    }
  }

  /** Whether a server is not asked any more. */
  private static boolean refuses(CountersFixture plane) {
    return plane.counters().view().state().breakersOpen() > 0;
  }

  private static void awaitUp(CountersFixture plane) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> plane.counters().problem().isEmpty() && !fails(plane, demand()));
  }

  @Test
  void killedAndStartedAgain() {
    TestRedis redis = opened(TestRedis.start());
    CountersFixture plane = opened(CountersFixture.at(redis.port()));
    awaitUp(plane);
    redis.close();
    awaitDown(plane, "disconnected");
    opened(TestRedis.startAt(redis.port()));
    awaitUp(plane);
  }

  @Test
  void whoeverHasNoPatienceStillWaitsWhileItIsDialled() {
    TestRedis redis = opened(TestRedis.start());
    CountersFixture plane = opened(CountersFixture.impatient(redis.port()));
    assertThat(plane.redis().view().state()).isEqualTo(RedisView.State.CONNECTED);
  }

  @Test
  void nobodyWaitsForOneThatIsNotThere() {
    TestRedis redis = TestRedis.start();
    redis.close();
    CountersFixture plane = opened(CountersFixture.impatient(redis.port()));
    assertThat(plane.redis().view().lastFailure()).isNotEmpty();
  }

  @Test
  void pausedAndWokenAgain() {
    TestRedis redis = opened(TestRedis.start());
    CountersFixture plane = opened(CountersFixture.inAHurry(redis.port()));
    awaitUp(plane);
    redis.pause();
    try {
      awaitDown(plane, "slow");
    } finally {
      redis.resume();
    }
    awaitUp(plane);
  }

  @Test
  void whatIsToldOfItIsTrueAlsoWhenNobodyAsks() {
    TestRedis redis = opened(TestRedis.start());
    CountersFixture plane = opened(CountersFixture.at(redis.port()));
    assertThat(plane.counters().view().state())
        .isEqualTo(new CountersView.State(true, true, 0, ""));
    long asked = plane.counters().view().questions();
    redis.pause();
    try {
      await().atMost(PATIENCE).until(() -> refuses(plane));
      assertThat(plane.counters().view().up()).isFalse();
    } finally {
      redis.resume();
    }
    await().atMost(PATIENCE).until(() -> plane.counters().view().up());
    redis.command("CONFIG", "SET", "maxmemory", "1");
    await()
        .atMost(PATIENCE)
        .until(() -> plane.counters().problem().equals(Optional.of("Redis is out of memory")));
    redis.command("CONFIG", "SET", "maxmemory", "0");
    await().atMost(PATIENCE).until(() -> plane.counters().view().up());
    redis.close();
    await().atMost(PATIENCE).until(() -> !plane.counters().view().state().connected());
    assertThat(plane.counters().view().up()).isFalse();
    assertThat(plane.counters().view().questions()).isEqualTo(asked);
  }

  @Test
  void aReplicaThatMayNotBeWrittenTo() {
    TestRedis master = opened(TestRedis.start());
    TestRedis redis = opened(TestRedis.start());
    CountersFixture plane = opened(CountersFixture.at(redis.port()));
    awaitUp(plane);
    redis.command("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
    await()
        .atMost(PATIENCE)
        .until(() -> redis.command("INFO", "replication").contains("master_link_status:up"));
    awaitDown(plane, "read_only");
    redis.command("REPLICAOF", "NO", "ONE");
    awaitUp(plane);
  }

  @Test
  void outOfMemoryTakesNothing() {
    TestRedis redis = opened(TestRedis.start());
    CountersFixture plane = opened(CountersFixture.at(redis.port()));
    Demand demand = demand();
    plane.take(demand);
    redis.command("CONFIG", "SET", "maxmemory", "1");
    awaitDown(plane, "out_of_memory");
    redis.command("CONFIG", "SET", "maxmemory", "0");
    awaitUp(plane);
    assertThat(plane.take(demand).getFirst().left()).isEqualTo(1_000_000 - 2);
  }

  @Test
  void aServerThatLoadsItsData() {
    TestRedis before = opened(TestRedis.start("--dir", directory.toString()));
    before.command(
        "EVAL",
        "for i = 1, 2000 do redis.call('SET', 'other:' .. i, string.rep('x', 2000)) end",
        "0");
    assertThat(before.command("SAVE")).startsWith("+OK");
    CountersFixture plane = opened(CountersFixture.at(before.port()));
    awaitUp(plane);
    before.close();
    TestRedis redis =
        opened(
            TestRedis.startAt(
                before.port(),
                "--dir",
                directory.toString(),
                "--rdbcompression",
                "no",
                "--key-load-delay",
                "5000",
                "--loading-process-events-interval-bytes",
                "1024"));
    assertThat(redis.command("GET", "other:1")).startsWith("-LOADING");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                fails(plane, demand())
                    && plane.counters().view().failures().getOrDefault("loading", 0L) > 0
                    && plane.counters().problem().isPresent());
    assertThat(redis.command("GET", "other:1")).startsWith("-LOADING");
    awaitUp(plane);
    assertThat(redis.command("GET", "other:1")).startsWith("$2000");
  }

  @Test
  void aUserWhoMayNot() {
    TestRedis redis = opened(TestRedis.start());
    CountersFixture plane = opened(CountersFixture.at(redis.port()));
    awaitUp(plane);
    redis.command("ACL", "SETUSER", "default", "-set");
    awaitDown(plane, "forbidden");
    redis.command("ACL", "SETUSER", "default", "+set");
    awaitUp(plane);
  }

  @Test
  void underSentinelAnotherTakesOverWithWhatWasCounted() {
    WatchedRedis watched = opened(WatchedRedis.start("shop"));
    CountersFixture plane = opened(CountersFixture.sentinel("shop", watched.sentinel().port()));
    Demand demand = CountersFixture.window(CountersFixture.key(), 10, HOUR);
    for (int i = 0; i < 5; i++) {
      plane.take(demand);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> watched.master().command("WAIT", "1", "1000").startsWith(":1"));
    watched.master().close();
    awaitDown(plane, "disconnected");
    awaitUp(plane);
    assertThat(plane.take(demand).getFirst().left()).isBetween(0L, 4L);
  }

  /** A counter that lies on that node. */
  private static CounterKey keyOf(TestRedis node) {
    while (true) {
      CounterKey key = CountersFixture.key();
      if (!node.command(
              "GET", new String(Ask.name(key), java.nio.charset.StandardCharsets.US_ASCII))
          .startsWith("-MOVED")) {
        return key;
      }
    }
  }

  @Test
  void inAClusterAllOrNothingHoldsAcrossItsNodesAndALostOneTakesItsOwnKeysOnly() {
    List<TestRedis> nodes = opened(RedisCluster.of(3)).nodes();
    CountersFixture plane =
        opened(CountersFixture.cluster(nodes.stream().mapToInt(TestRedis::port).toArray()));
    Demand one = CountersFixture.window(keyOf(nodes.get(0)), 10, HOUR);
    Demand two = CountersFixture.window(keyOf(nodes.get(1)), 2, HOUR);
    Demand tried = CountersFixture.triedOut(CountersFixture.window(keyOf(nodes.get(2)), 10, HOUR));
    plane.take(one, two, tried);
    plane.take(one, two, tried);
    assertThat(plane.take(one, two, tried))
        .extracting(tally -> tally.enough())
        .containsExactly(true, false, true);
    await()
        .atMost(PATIENCE)
        .until(() -> plane.take(CountersFixture.costing(one, 0)).getFirst().left() == 8);
    assertThat(plane.take(CountersFixture.costing(tried, 0)).getFirst().left()).isEqualTo(7);

    nodes.get(1).close();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> fails(plane, two) && refuses(plane));
    plane.take(one);
    assertThat(fails(plane, two)).isTrue();
    assertThat(fails(plane, one)).isFalse();
    // What the lost one was asked for together with others was given back by these.
    assertThat(plane.take(CountersFixture.costing(one, 0)).getFirst().left()).isEqualTo(6);
  }

  @Test
  void aNodeThatIsLostUnderLoadTakesNothingOfWhatLiesElsewhere() throws Exception {
    List<TestRedis> nodes = opened(RedisCluster.of(3)).nodes();
    CountersFixture plane =
        opened(CountersFixture.cluster(nodes.stream().mapToInt(TestRedis::port).toArray()));
    long limit = 1_000_000;
    Demand stays = CountersFixture.window(keyOf(nodes.get(0)), limit, HOUR);
    Demand lost = CountersFixture.window(keyOf(nodes.get(1)), limit, HOUR);
    plane.take(stays, lost);
    AtomicLong accepted = new AtomicLong(1);
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Demand[] asked = i % 2 == 0 ? new Demand[] {stays} : new Demand[] {stays, lost};
      load.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!over.get()) {
                      try {
                        plane.tried(asked);
                        accepted.incrementAndGet();
                      } catch (CountersUnavailable e) {
                        Thread.onSpinWait();
                      }
                    }
                  }));
    }
    await().atMost(PATIENCE).until(() -> accepted.get() > 200);
    nodes.get(1).close();
    await().atMost(PATIENCE).until(() -> refuses(plane));
    long before = accepted.get();
    await().atMost(PATIENCE).until(() -> accepted.get() > before + 200);
    over.set(true);
    for (Thread each : load) {
      assertThat(each.join(PATIENCE)).isTrue();
    }
    assertThat(fails(plane, lost)).isTrue();
    // What nobody answered in time may have been taken, and its return may have been lost.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(limit - plane.take(CountersFixture.costing(stays, 0)).getFirst().left())
                    .isBetween(
                        accepted.get(),
                        accepted.get()
                            + plane.counters().view().failures().getOrDefault("slow", 0L)));
  }
}
