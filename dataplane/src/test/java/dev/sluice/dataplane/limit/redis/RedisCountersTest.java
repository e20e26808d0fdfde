package dev.sluice.dataplane.limit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CountersUnavailable;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Tally;
import dev.sluice.dataplane.redis.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several data planes that count in one real Redis. */
final class RedisCountersTest {
  private static final Duration PATIENCE = CountersFixture.PATIENCE;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long MILLI = 1_000_000;

  private final TestRedis redis = TestRedis.start();
  private final List<CountersFixture> planes = new ArrayList<>();

  @AfterEach
  void stop() {
    planes.forEach(CountersFixture::close);
    redis.close();
  }

  private CountersFixture plane() {
    CountersFixture plane = CountersFixture.at(redis.port());
    planes.add(plane);
    return plane;
  }

  private static String name(CounterKey key) {
    return new String(Ask.name(key), StandardCharsets.US_ASCII);
  }

  @Test
  void whatOneTakesTheOthersMiss() {
    CountersFixture one = plane();
    CountersFixture other = plane();
    Demand demand = CountersFixture.window(CountersFixture.key(), 3, MINUTE);
    assertThat(one.take(demand).getFirst().left()).isEqualTo(2);
    assertThat(other.take(demand).getFirst().left()).isEqualTo(1);
    assertThat(one.take(demand).getFirst()).returns(0L, Tally::left).returns(true, Tally::enough);
    Tally refused = other.take(demand).getFirst();
    assertThat(refused.enough()).isFalse();
    assertThat(refused.nanosUntilEnough())
        .isPositive()
        .isLessThanOrEqualTo(MINUTE.toNanos() + 1_000_000);
    assertThat(refused.nanosUntilFull()).isGreaterThanOrEqualTo(refused.nanosUntilEnough());
  }

  @Test
  void aThousandAtOnceOnOneKeyGetExactlyTheLimit() {
    List<CountersFixture> three = List.of(plane(), plane(), plane());
    Demand demand = CountersFixture.window(CountersFixture.key(), 100, Duration.ofHours(1));
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger unavailable = new AtomicInteger();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(
          three
              .get(i % 3)
              .counters()
              .take(List.of(demand))
              .handle(
                  (tallies, failure) ->
                      failure != null
                          ? unavailable.incrementAndGet()
                          : tallies.getFirst().enough() ? accepted.incrementAndGet() : 0)
              .toCompletableFuture());
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
    // What was not answered in time may have been taken all the same.
    assertThat(accepted.get()).isBetween(Math.max(0, 100 - unavailable.get()), 100);
  }

  @Test
  void everyKeyEndsAndSaysNothingOfWhoseItIs() {
    CountersFixture plane = plane();
    for (Duration per : List.of(Duration.ofSeconds(1), MINUTE, Duration.ofDays(31))) {
      Demand window = CountersFixture.window(CountersFixture.key(), 5, per);
      Demand bucket = CountersFixture.bucket(CountersFixture.key(), 5, per, 5);
      plane.take(window, bucket);
      assertThat(life(window)).isBetween(0L, per.toMillis() + 2);
      assertThat(life(bucket)).isBetween(0L, per.toMillis() / 5 + 2);
      plane.counters().charge(bucket, 50);
    }
    plane.counters().reset(CountersFixture.key()).toCompletableFuture().join();
    String keys = redis.command("KEYS", "*");
    assertThat(keys.lines().filter(line -> line.startsWith("sluice:") || line.startsWith("{")))
        .allMatch(
            key ->
                key.matches("sluice:limit:\\{[0-9a-f]{16}}[0-9a-f]{16}")
                    || key.equals("sluice:limit:replicas")
                    || key.equals("sluice:limit:resets"));
    for (String key : keys.lines().filter(line -> line.startsWith("sluice:")).toList()) {
      assertThat(redis.command("PTTL", key)).isNotEqualTo(":-1\r\n");
    }
  }

  /** Milliseconds; what has gone since has none. */
  private long life(Demand demand) {
    return Math.max(
        0, Long.parseLong(redis.command("PTTL", name(demand.key())).substring(1).strip()));
  }

  @Test
  void aChargeGoesBeyondTheLimitAndAResetForgets() {
    CountersFixture plane = plane();
    Demand demand = CountersFixture.window(CountersFixture.key(), 10, MINUTE);
    plane.counters().charge(demand, 25);
    await().atMost(PATIENCE).until(() -> !plane.take(demand).getFirst().enough());
    plane.counters().reset(demand.key()).toCompletableFuture().join();
    assertThat(plane.take(demand).getFirst().left()).isEqualTo(9);
  }

  @Test
  void wrongDataAtAKeyIsThatKeysTroubleOnly() {
    CountersFixture plane = plane();
    Demand broken = CountersFixture.window(CountersFixture.key(), 10, MINUTE);
    Demand other = CountersFixture.window(CountersFixture.key(), 10, MINUTE);
    redis.command("LPUSH", name(broken.key()), "1");
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> plane.tried(broken, other)).isInstanceOf(CountersUnavailable.class);
    }
    assertThat(plane.take(other).getFirst().left()).isEqualTo(9);
    assertThat(plane.counters().view().up()).isTrue();
    redis.command("SET", name(broken.key()), "Wabc");
    assertThatThrownBy(() -> plane.tried(broken)).isInstanceOf(CountersUnavailable.class);
    assertThat(plane.counters().view().failures().get("wrong_data")).isPositive();
    plane.counters().reset(broken.key()).toCompletableFuture().join();
    assertThat(plane.take(broken).getFirst().left()).isEqualTo(9);
  }

  @Test
  void anHourThatAClockJumpsChangesNothing() {
    AtomicLong jump = new AtomicLong();
    CountersFixture jumping =
        CountersFixture.at(() -> System.nanoTime() + jump.get(), redis.port());
    planes.add(jumping);
    CountersFixture steady = plane();
    Demand demand = CountersFixture.window(CountersFixture.key(), 5, MINUTE);
    jumping.take(demand);
    for (long hours : new long[] {1, -1, 0}) {
      jump.set(Duration.ofHours(hours).toNanos());
      Tally tally = jumping.take(demand).getFirst();
      assertThat(tally.enough()).isTrue();
      assertThat(tally.nanosUntilFull()).isLessThanOrEqualTo(MINUTE.toNanos() + 1_000_000);
    }
    assertThat(steady.take(demand).getFirst().left()).isZero();
    assertThat(jumping.take(demand).getFirst().nanosUntilEnough())
        .isLessThanOrEqualTo(MINUTE.toNanos() + 1_000_000);
  }

  @Test
  void eachKnowsHowManyThereAre() {
    CountersFixture one = plane();
    assertThat(one.counters().replicas()).isEqualTo(1);
    CountersFixture two = plane();
    CountersFixture three = plane();
    await().atMost(PATIENCE).until(() -> one.counters().replicas() == 3);
    await().atMost(PATIENCE).until(() -> two.counters().replicas() == 3);
    planes.remove(three);
    three.close();
    await().atMost(PATIENCE).until(() -> one.counters().replicas() == 2);
    redis.close();
    await().atMost(PATIENCE).until(() -> !one.counters().view().up() || stirred(one));
    assertThat(one.counters().replicas()).isEqualTo(2);
  }

  @Test
  void anOperatorKnowsBetterHowManyThereAreAlsoWithoutRedis() {
    CountersFixture one = plane();
    one.replicas().set(2);
    CountersFixture two = plane();
    two.replicas().set(2);
    // Of another data plane, of which their operator says nothing to them.
    CountersFixture other = plane();
    await().atMost(PATIENCE).until(() -> one.counters().replicas() == 3);
    await().atMost(PATIENCE).until(() -> other.counters().replicas() == 3);
    redis.close();
    one.replicas().set(5);
    assertThat(one.counters().replicas()).isEqualTo(6);
    assertThat(other.counters().replicas()).isEqualTo(3);
  }

  @Test
  void whatARequestTookThatIsRefusedAfterAllIsGivenBack() {
    CountersFixture plane = plane();
    Demand window = CountersFixture.window(CountersFixture.key(), 10, MINUTE);
    Demand bucket = CountersFixture.bucket(CountersFixture.key(), 10, MINUTE, 10);
    List<Tally> taken =
        plane.take(CountersFixture.costing(window, 3), CountersFixture.costing(bucket, 4));
    plane.counters().giveBack(window, taken.getFirst().receipt());
    plane.counters().giveBack(bucket, taken.getLast().receipt());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                plane
                    .take(CountersFixture.costing(window, 0), CountersFixture.costing(bucket, 0))
                    .stream()
                    .allMatch(tally -> tally.left() == 10));
  }

  @Test
  void whatWasTakenAheadOfNeedIsGivenBackToWhereItWas() {
    CountersFixture plane = plane();
    Demand demand =
        CountersFixture.leased(CountersFixture.window(CountersFixture.key(), 1_000_000, MINUTE));
    takesAhead(plane, demand);
    Tally.Receipt ahead = null;
    while (ahead == null) {
      Tally.Receipt receipt = plane.take(demand).getFirst().receipt();
      ahead = receipt.isAhead() ? receipt : null;
    }
    long used = plane.counters().view().leased();
    plane.counters().giveBack(demand, ahead);
    assertThat(plane.counters().view().leased()).isEqualTo(used - 1);
  }

  @Test
  void aResetTakesEffectEverywhereAlsoWhereSomeWasTakenAhead() {
    CountersFixture one = plane();
    CountersFixture other = plane();
    await().atMost(PATIENCE).until(() -> one.counters().replicas() == 2);
    Demand plain = CountersFixture.window(CountersFixture.key(), 10_000, MINUTE);
    Demand demand = CountersFixture.leased(plain);
    takesAhead(other, demand);
    one.counters().reset(plain.key()).toCompletableFuture().join();
    await().atMost(PATIENCE).until(() -> other.counters().view().leases() == 0);
    // What was held came from a counter that is no more, and is not given back to the new one.
    one.take(CountersFixture.costing(plain, 10_000));
    assertThat(one.take(plain).getFirst().enough()).isFalse();
    await()
        .atMost(PATIENCE)
        .during(Duration.ofMillis(600))
        .until(() -> !one.take(plain).getFirst().enough());
  }

  @Test
  void whoRemembersThatNothingIsLeftHearsOfAReset() {
    CountersFixture one = plane();
    CountersFixture other = plane();
    await().atMost(PATIENCE).until(() -> one.counters().replicas() == 2);
    Demand plain = CountersFixture.window(CountersFixture.key(), 10_000, Duration.ofHours(1));
    one.take(CountersFixture.costing(plain, 10_000));
    Demand demand = CountersFixture.leased(plain);
    assertThat(other.take(demand).getFirst().enough()).isFalse();
    long asked = other.counters().view().questions();
    assertThat(other.take(demand).getFirst().enough()).isFalse();
    assertThat(other.counters().view().questions()).isEqualTo(asked);
    one.counters().reset(plain.key()).toCompletableFuture().join();
    await().atMost(PATIENCE).until(() -> other.take(demand).getFirst().enough());
  }

  @Test
  void whatWasTakenOfAnotherRedisIsWorthNothing() {
    CountersFixture plane = plane();
    Demand plain = CountersFixture.window(CountersFixture.key(), 10_000, MINUTE);
    takesAhead(plane, CountersFixture.leased(plain));
    try (TestRedis next = TestRedis.start()) {
      plane.moveTo(next.port());
      assertThat(plane.counters().view().leases()).isZero();
      assertThat(plane.take(CountersFixture.leased(plain)).getFirst().left()).isEqualTo(9_999);
    }
  }

  private static boolean stirred(CountersFixture plane) {
    try {
      plane.tried(CountersFixture.window(CountersFixture.key(), 5, MINUTE));
    } catch (CountersUnavailable e) {
      return !plane.counters().view().up();
    }
    return false;
  }

  /** What became of a question, and when it was asked and answered. */
  private record Heard(long before, long after) {}

  /**
   * @param unanswered of which nobody knows whether they took
   */
  private record Hammered(List<Heard> accepted, List<Heard> refused, List<Heard> unanswered) {}

  /**
   * Three data planes that want far more than the limit. Each says when it asked and when it was
   * answered: what was taken was taken in between.
   */
  private Hammered hammer(Demand demand, Duration time) {
    Queue<Heard> accepted = new ConcurrentLinkedQueue<>();
    Queue<Heard> refused = new ConcurrentLinkedQueue<>();
    Queue<Heard> unanswered = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    List<CountersFixture> three = List.of(plane(), plane(), plane());
    await()
        .atMost(PATIENCE)
        .until(() -> three.stream().allMatch(plane -> plane.counters().replicas() == 3));
    long end = System.nanoTime() + time.toNanos();
    for (CountersFixture plane : three) {
      for (int i = 0; i < 2; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      long told = System.nanoTime();
                      while (System.nanoTime() < end) {
                        long before = System.nanoTime();
                        try {
                          boolean enough = plane.tried(demand).getFirst().enough();
                          long after = System.nanoTime();
                          // Refusals that are remembered come by the million.
                          if (enough || after - told >= MILLI) {
                            (enough ? accepted : refused).add(new Heard(before, after));
                            told = enough ? told : after;
                          }
                        } catch (CountersUnavailable e) {
                          if (!FailureCause.OPEN.words().equals(e.getMessage())) {
                            // It may have been taken all the same, and later.
                            unanswered.add(new Heard(before, System.nanoTime()));
                          }
                        }
                      }
                    }));
      }
    }
    for (Thread thread : threads) {
      try {
        assertThat(thread.join(PATIENCE)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return new Hammered(List.copyOf(accepted), List.copyOf(refused), List.copyOf(unanswered));
  }

  /** The most that surely were taken within one window. */
  private static int most(List<Heard> accepted, Duration window) {
    List<Heard> byStart = new ArrayList<>(accepted);
    byStart.sort(Comparator.comparingLong(Heard::before));
    int most = 0;
    for (int first = 0; first < byStart.size(); first++) {
      long from = byStart.get(first).before();
      int count = 0;
      for (int i = first; i < byStart.size(); i++) {
        if (byStart.get(i).before() - from >= window.toNanos()) {
          break;
        }
        if (byStart.get(i).after() - from < window.toNanos()) {
          count++;
        }
      }
      most = Math.max(most, count);
    }
    return most;
  }

  /**
   * The least that may have been taken in the window that ended with a refusal; a question without
   * an answer may have been one of them until a second later, when nobody waits any more. However
   * slow the machine is: whoever is refused must have been refused for that.
   */
  private static long leastBeforeARefusal(Hammered hammered, Duration window) {
    assertThat(hammered.refused()).isNotEmpty();
    // What comes within a 128th of a window leaves together.
    long length = window.toNanos() + window.toNanos() / 128 + 1;
    long late = Duration.ofSeconds(1).toNanos();
    long[] ends = hammered.accepted().stream().mapToLong(Heard::after).sorted().toArray();
    long[] starts = hammered.accepted().stream().mapToLong(Heard::before).sorted().toArray();
    long least = Long.MAX_VALUE;
    for (Heard refused : hammered.refused()) {
      long from = refused.before() - length;
      long taken = below(starts, refused.after()) - below(ends, from);
      taken +=
          hammered.unanswered().stream()
              .filter(each -> each.before() < refused.after() && each.after() + late - from >= 0)
              .count();
      least = Math.min(least, taken);
    }
    return least;
  }

  private static int below(long[] sorted, long value) {
    int found = Arrays.binarySearch(sorted, value);
    return found < 0 ? -found - 1 : found;
  }

  @Test
  void threeDataPlanesTogetherGetTheLimitAndNeverMore() {
    Duration window = Duration.ofSeconds(2);
    Demand demand = CountersFixture.window(CountersFixture.key(), 400, window);
    Hammered hammered = hammer(demand, Duration.ofSeconds(6));
    assertThat(most(hammered.accepted(), window)).isLessThanOrEqualTo(400);
    assertThat(hammered.accepted()).hasSizeLessThanOrEqualTo(4 * 400);
    assertThat(leastBeforeARefusal(hammered, window)).isGreaterThanOrEqualTo(400);
  }

  @Test
  void withLeasesNoWindowHasMoreThanATenthBeyondTheLimitAndNobodyIsRefusedLongBeforeIt() {
    Duration window = Duration.ofSeconds(1);
    Demand demand =
        CountersFixture.leased(CountersFixture.window(CountersFixture.key(), 2_000, window));
    Hammered hammered = hammer(demand, Duration.ofSeconds(5));
    assertThat(most(hammered.accepted(), window)).isLessThanOrEqualTo(2_200);
    // A tenth others hold, and as much they may have given back since somebody remembers the end.
    assertThat(leastBeforeARefusal(hammered, window)).isGreaterThanOrEqualTo(1_600);
    long leased = planes.stream().mapToLong(plane -> plane.counters().view().leased()).sum();
    assertThat(leased).isPositive();
  }

  @Test
  void whatWasTakenAheadAndNotUsedIsGivenBack() {
    CountersFixture one = plane();
    CountersFixture other = plane();
    await().atMost(PATIENCE).until(() -> one.counters().replicas() == 2);
    Demand plain = CountersFixture.window(CountersFixture.key(), 10_000, MINUTE);
    Demand demand = CountersFixture.leased(plain);
    int taken = 0;
    while (one.counters().view().leases() == 0) {
      one.take(demand);
      taken++;
    }
    int used = taken;
    assertThat(other.take(CountersFixture.costing(plain, 0)).getFirst().left())
        .isLessThan(10_000 - used);
    await()
        .atMost(PATIENCE)
        .until(
            () -> other.take(CountersFixture.costing(plain, 0)).getFirst().left() == 10_000 - used);
    // At its end, too.
    while (one.counters().view().leases() == 0) {
      one.take(demand);
      taken++;
    }
    int all = taken;
    planes.remove(one);
    one.close();
    await()
        .atMost(PATIENCE)
        .until(
            () -> other.take(CountersFixture.costing(plain, 0)).getFirst().left() == 10_000 - all);
  }

  @Test
  void whoIsOpenedAgainTakesAheadAgain() {
    CountersFixture plane = plane();
    Demand demand =
        CountersFixture.leased(CountersFixture.window(CountersFixture.key(), 1_000_000, MINUTE));
    takesAhead(plane, demand);
    plane.counters().close();
    plane.counters().open();
    takesAhead(plane, demand);
  }

  private static void takesAhead(CountersFixture plane, Demand demand) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (int i = 0; i < 20; i++) {
                plane.take(demand);
              }
              return plane.counters().view().leases() > 0;
            });
  }

  @Test
  void smallLimitsAreCountedEach() {
    CountersFixture plane = plane();
    Demand demand =
        CountersFixture.leased(CountersFixture.window(CountersFixture.key(), 50, MINUTE));
    for (int i = 0; i < 50; i++) {
      assertThat(plane.take(demand).getFirst().left()).isEqualTo(49 - i);
    }
    assertThat(plane.take(demand).getFirst().enough()).isFalse();
    assertThat(plane.counters().view().leased()).isZero();
  }
}
