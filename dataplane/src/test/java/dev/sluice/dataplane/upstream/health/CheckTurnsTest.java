package dev.sluice.dataplane.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OutlierDetection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However often the owners of backends ask, a process checks no more than it can bear. */
final class CheckTurnsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void afterAPauseATenthOfASecondsTurnsAreTakenAtOnce() {
    CheckTurns turns = new CheckTurns(100, 0);
    assertThat(IntStream.range(0, 10).mapToLong(i -> turns.takeMillis(0)).toArray())
        .containsOnly(0);
    assertThat(turns.takeMillis(0)).isEqualTo(10);
    assertThat(turns.takeMillis(0)).isEqualTo(20);
    assertThat(turns.takeMillis(SECOND)).as("nothing more is saved up").isZero();
    assertThat(IntStream.range(0, 9).mapToLong(i -> turns.takeMillis(SECOND)).toArray())
        .containsOnly(0);
    assertThat(turns.takeMillis(SECOND)).isEqualTo(10);
  }

  @Test
  void aGreedyBackendDelaysTheChecksOfOthersAndDoesNotPreventThem() {
    int greedyOnes = 50;
    ManualTimer timer = new ManualTimer(100);
    AtomicIntegerArray checks = new AtomicIntegerArray(greedyOnes + 1);
    BackendHealth greedy = backend("greedy", timer, 100);
    for (int i = 0; i < greedyOnes; i++) {
      join(greedy, i, checks);
    }
    // It would like to be asked once in a second.
    join(backend("modest", timer, 1_000), greedyOnes, checks);
    timer.advance(10_000);
    int all = IntStream.rangeClosed(0, greedyOnes).map(checks::get).sum();
    assertThat(all).as("500 a second are asked for").isBetween(900, 1_010);
    assertThat(checks.get(greedyOnes))
        .as("each waits for one check of each other endpoint, half a second")
        .isBetween(6, 10);
    for (int i = 0; i < greedyOnes; i++) {
      assertThat(checks.get(i)).isBetween(15, 25);
    }
  }

  private static BackendHealth backend(String name, ManualTimer timer, long interval) {
    BackendHealth health =
        new BackendHealth(new ObjectKey("shop", name), Transport.PLAIN, timer, () -> {});
    health.policy(
        new HealthCheck.On(
            new HealthCheck.HealthProbe.Tcp(),
            0,
            new HealthCheck.Pace(interval, interval, 1_000, 2, 3)),
        OutlierDetection.OFF);
    return health;
  }

  /** Nothing is dialled: that it may be is asked for each check. */
  private static void join(BackendHealth health, int number, AtomicIntegerArray checks) {
    Endpoint endpoint = new Endpoint("10.0.0." + number, 80);
    health.join(
        endpoint,
        new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), 80),
        true,
        port -> {
          checks.incrementAndGet(number);
          return Optional.of("is not there");
        });
  }
}
