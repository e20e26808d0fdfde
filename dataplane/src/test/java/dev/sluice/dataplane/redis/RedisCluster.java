package dev.sluice.dataplane.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Servers of Redis that share the keys among them, and serve on when one of them is lost. */
public final class RedisCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLOTS = 16_384;

  private final List<TestRedis> nodes = new ArrayList<>();

  private RedisCluster() {}

  /** Which know each other, and of all slots where they are. */
  public static RedisCluster of(int count) {
    RedisCluster cluster = new RedisCluster();
    for (int i = 0; i < count; i++) {
      cluster.nodes.add(
          TestRedis.start(
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              "1000",
              "--cluster-require-full-coverage",
              "no"));
    }
    int each = (SLOTS + count - 1) / count;
    for (int i = 0; i < count; i++) {
      List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      IntStream.range(i * each, Math.min(SLOTS, (i + 1) * each))
          .forEach(slot -> slots.add(Integer.toString(slot)));
      TestRedis node = cluster.nodes.get(i);
      assertThat(node.command(slots.toArray(String[]::new))).startsWith("+OK");
      node.command(
          "CLUSTER", "MEET", "127.0.0.1", Integer.toString(cluster.nodes.getFirst().port()));
    }
    cluster.nodes.forEach(node -> await().atMost(PATIENCE).until(() -> knowsAll(node, count)));
    return cluster;
  }

  private static boolean knowsAll(TestRedis node, int count) {
    String info = node.command("CLUSTER", "INFO");
    return info.contains("cluster_state:ok")
        && info.contains("cluster_known_nodes:" + count)
        && info.contains("cluster_slots_ok:" + SLOTS);
  }

  public List<TestRedis> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public void close() {
    nodes.forEach(TestRedis::close);
  }
}
