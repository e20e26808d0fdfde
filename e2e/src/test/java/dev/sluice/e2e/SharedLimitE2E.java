package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One limit for three data planes and no store: shares follow demand, are equal while the operator
 * is away, and together are never more than {@code docs/limits/cluster.md} says.
 *
 * <p>The tests share one cluster and run in order, each where the one before it ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SharedLimitE2E {
  private static final String NAMESPACE = "shares";
  private static final String HOST = "limited.example.com";
  private static final Duration SOON = Duration.ofSeconds(120);
  private static final int LIMIT = 300;
  private static final Duration WINDOW = Duration.ofSeconds(20);
  private static final String SHARE = "sluice_ratelimit_share{limit=\"shares/everybody/ceiling\",}";
  private static final String RESOURCES =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shares}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public, namespace: shares}
      spec: {default: true}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: limited, namespace: shares}
      spec:
        hostnames: [limited.example.com]
        rules:
        - filters:
          - {type: DirectResponse, directResponse: {statusCode: 200, body: let through}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: RateLimitPolicy
      metadata: {name: everybody, namespace: shares}
      spec:
        targetRefs: [{kind: GatewayRoute, name: limited}]
        limits:
        - name: ceiling
          limit: {requests: %d, per: %ds}
          store: Cluster
      """
          .formatted(LIMIT, WINDOW.toSeconds());

  private static Optional<Cluster> started = Optional.empty();
  private static final Map<String, PacedLoad> loads = new LinkedHashMap<>();
  private static final Map<String, PlaneMetrics> metrics = new LinkedHashMap<>();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    started = Optional.of(Cluster.startOrSkip(directory));
    cluster().startOperator();
    cluster().apply(RESOURCES);
    for (String name : List.of("plane-1", "plane-2", "plane-3")) {
      startPlane(name);
    }
  }

  private static Cluster cluster() {
    return started.orElseThrow();
  }

  private static void startPlane(String name) throws IOException, InterruptedException {
    InetSocketAddress plane = cluster().startDataPlane(name, NAMESPACE, "public");
    loads.put(name, PacedLoad.start(plane, HOST, "let through"));
    metrics.put(name, new PlaneMetrics(plane));
  }

  @AfterAll
  static void stop() throws Exception {
    for (PacedLoad load : loads.values()) {
      load.close();
    }
    if (started.isPresent()) {
      started.get().close();
    }
  }

  private static PacedLoad load(String plane) {
    return Objects.requireNonNull(loads.get(plane), plane);
  }

  private static PlaneMetrics metrics(String plane) {
    return Objects.requireNonNull(metrics.get(plane), plane);
  }

  private static void rates(double first, double second, double third) {
    load("plane-1").rate(first);
    load("plane-2").rate(second);
    load("plane-3").rate(third);
  }

  private static double share(String plane) throws InterruptedException {
    return metrics(plane).value(SHARE).orElse(-1.0);
  }

  private static void awaitReplicas(int count, String... planes) {
    for (String plane : planes) {
      awaitThat(plane, "sluice_ratelimit_replicas", count, count);
    }
  }

  private static void awaitThat(String plane, String series, double least, double most) {
    await(plane + " has " + series + " from " + least + " to " + most)
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () ->
                assertThat(metrics(plane).value(series).orElse(Double.NaN)).isBetween(least, most));
  }

  private static void awaitShare(String plane, double least, double most) {
    awaitThat(plane, SHARE, least, most);
  }

  /** All demand goes on for so long. */
  private static void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /**
   * The most that was let through in one window of the limit. Counted are requests that were sent
   * and answered within it, so whenever a data plane counted them, it was within one window.
   *
   * @param since {@link System#nanoTime()}
   */
  private static int most(long since) {
    List<PacedLoad.Passed> passed = new ArrayList<>();
    loads.values().forEach(load -> passed.addAll(load.passed()));
    passed.removeIf(each -> each.sent() - since < 0);
    passed.sort(Comparator.comparingLong(each -> each.sent() - since));
    int most = 0;
    for (int i = 0; i < passed.size(); i++) {
      long end = passed.get(i).sent() + WINDOW.toNanos();
      int count = 0;
      for (int j = i; j < passed.size() && passed.get(j).sent() - end < 0; j++) {
        count += passed.get(j).answered() - end <= 0 ? 1 : 0;
      }
      most = Math.max(most, count);
    }
    return most;
  }

  @Test
  @Order(1)
  void sharesFollowDemandAndAreNeverMoreThanTheLimit() throws Exception {
    awaitReplicas(3, "plane-1", "plane-2", "plane-3");
    long began = System.nanoTime();
    rates(40, 1, 0);
    awaitShare("plane-1", 0.7, 1);
    pass(WINDOW);
    rates(0, 1, 40);
    awaitShare("plane-3", 0.7, 1);
    awaitShare("plane-1", 0, 0.3);
    pass(WINDOW);
    assertThat(most(began)).as(() -> logs()).isBetween(LIMIT / 2, LIMIT);
    assertThat(share("plane-1") + share("plane-2") + share("plane-3")).isLessThanOrEqualTo(1.01);
  }

  @Test
  @Order(2)
  void withoutTheOperatorEachHasAnEqualShare() throws Exception {
    long stopped = System.nanoTime();
    cluster().killOperator();
    rates(40, 40, 40);
    for (String plane : List.of("plane-1", "plane-2", "plane-3")) {
      awaitShare(plane, 0.33, 0.34);
    }
    long equal = System.nanoTime();
    // In the window in which shares become equal, what plane-3 had used of more than that besides.
    assertThat(most(stopped - WINDOW.toNanos())).isLessThanOrEqualTo(LIMIT + LIMIT * 2 / 3);
    pass(WINDOW.multipliedBy(2));
    assertThat(most(equal + WINDOW.toNanos())).as(() -> logs()).isBetween(LIMIT / 3, LIMIT);
  }

  @Test
  @Order(3)
  void aReplicaThatStartsAnewWithoutTheOperatorStillKnowsThatItIsOneOfThree() throws Exception {
    cluster().restartDataPlane("plane-2");
    assertThat(metrics("plane-2").value("sluice_ratelimit_replicas")).contains(3.0);
    long began = System.nanoTime();
    pass(WINDOW.multipliedBy(2));
    // What it had counted before is gone with its memory, and nothing else.
    assertThat(most(began - WINDOW.toNanos())).isLessThanOrEqualTo(LIMIT + LIMIT / 3);
    assertThat(most(began + WINDOW.toNanos())).as(() -> logs()).isBetween(LIMIT / 3, LIMIT);
  }

  @Test
  @Order(4)
  void anOperatorThatComesBackMovesSharesAgainAndAddsNothing() throws Exception {
    long began = System.nanoTime();
    rates(40, 1, 0);
    cluster().startOperator();
    awaitShare("plane-1", 0.7, 1);
    pass(WINDOW);
    assertThat(most(began)).as(() -> logs()).isBetween(LIMIT / 3, LIMIT);
  }

  @Test
  @Order(5)
  void aReplicaThatGoesLeavesItsShareAndOneThatComesGetsAPart() throws Exception {
    long began = System.nanoTime();
    rates(20, 0, 20);
    cluster().killDataPlane("plane-2");
    awaitReplicas(2, "plane-1", "plane-3");
    startPlane("plane-4");
    load("plane-4").rate(20);
    awaitReplicas(3, "plane-1", "plane-3", "plane-4");
    awaitShare("plane-4", 0.2, 0.6);
    pass(WINDOW);
    // A newcomer takes one request before anybody has made room for it.
    assertThat(most(began)).as(() -> logs()).isBetween(LIMIT / 3, LIMIT + 1);
  }

  private static String logs() {
    try {
      return cluster().logs();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
