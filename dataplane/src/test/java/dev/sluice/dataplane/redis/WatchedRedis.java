package dev.sluice.dataplane.redis;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** A master, a replica that has what it has, and a sentinel that makes the one the other. */
public record WatchedRedis(TestRedis master, TestRedis replica, TestRedis sentinel)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * @param name of the master, as the sentinel knows it
   */
  public static WatchedRedis start(String name) {
    TestRedis master = TestRedis.start();
    TestRedis replica = TestRedis.start("--replicaof", "127.0.0.1 " + master.port());
    await()
        .atMost(PATIENCE)
        .until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
    TestRedis sentinel = TestRedis.sentinel(name, master.port());
    await()
        .atMost(PATIENCE)
        .until(() -> sentinel.command("SENTINEL", "replicas", name).contains("slave"));
    return new WatchedRedis(master, replica, sentinel);
  }

  @Override
  public void close() {
    sentinel.close();
    replica.close();
    master.close();
  }
}
