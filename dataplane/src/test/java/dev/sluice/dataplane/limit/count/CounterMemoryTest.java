package dev.sluice.dataplane.limit.count;

import static dev.sluice.dataplane.limit.count.Amounts.MINUTE;
import static dev.sluice.dataplane.limit.count.Amounts.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** HR14: many limits, and more keys than there is memory for. */
final class CounterMemoryTest {
  private static final long START = 42;
  private static final long MOST = 1 << 20;

  /** A counter with its arrays, and what several threads may be over for a moment. */
  private static final long OVER = 32 << 10;

  private final AtomicInteger full = new AtomicInteger();
  private final CounterMemory memory = new CounterMemory(MOST, full::incrementAndGet);
  private final SplittableRandom random = new SplittableRandom(11);

  private CounterTable table() {
    return new CounterTable(1 << 20, memory);
  }

  private static long take(CounterTable table, long[] key, Amount amount, long now) {
    return table.counter(key[0], key[1], amount, now, SlidingWindow::new).take(1, amount, now);
  }

  private long[] key() {
    return new long[] {random.nextLong(), random.nextLong()};
  }

  private void flood(CounterTable table, int keys, Amount amount) {
    for (int i = 0; i < keys; i++) {
      take(table, key(), amount, START + i);
      assertThat(memory.used()).isLessThanOrEqualTo(MOST + OVER);
    }
  }

  private List<long[]> exhausted(CounterTable table, Amount amount, int keys) {
    List<long[]> all = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      all.add(key());
      for (int k = 0; k < amount.most(); k++) {
        assertThat(take(table, all.getLast(), amount, START)).isNotNegative();
      }
    }
    return all;
  }

  private static long refused(CounterTable table, List<long[]> keys, Amount amount, long now) {
    return keys.stream().filter(key -> take(table, key, amount, now) < 0).count();
  }

  /** What one has, nobody loses by a flood at others; these get equal parts. */
  @Test
  void aFloodAtOneLimitTakesNothingFromAnother() {
    CounterTable login = table();
    CounterTable first = table();
    CounterTable second = table();
    Amount amount = perMinute(3);
    List<long[]> guessers = exhausted(login, amount, 100);
    flood(first, 50_000, amount);
    long alone = first.bytes();
    assertThat(alone).isGreaterThan(MOST * 9 / 10);
    assertThat(full).as("told once").hasValue(1);
    flood(second, 50_000, amount);
    flood(first, 50_000, amount);
    assertThat(first.bytes()).isBetween(MOST * 4 / 10, MOST * 6 / 10);
    assertThat(second.bytes()).isBetween(MOST * 4 / 10, MOST * 6 / 10);
    assertThat(first.evicted()).isPositive();
    assertThat(first.forgotten()).isZero();
    assertThat(login.evicted()).isZero();
    assertThat(refused(login, guessers, amount, START + 50_000)).isEqualTo(100);
  }

  /** Though its own keys are those that have to go. */
  @Test
  void whoIsOverTheLimitStaysWhileOthersAreNot() {
    CounterTable table = table();
    Amount amount = perMinute(3);
    List<long[]> over = exhausted(table, amount, 200);
    for (int part = 0; part < 10; part++) {
      flood(table, 20_000, amount);
      assertThat(refused(table, over, amount, START + 20_000)).isEqualTo(200);
    }
    assertThat(table.forgotten()).isZero();
    assertThat(table.evicted()).isGreaterThan(150_000);
  }

  /** So long that each key was replaced a hundred times, and places with few keys stay even. */
  @Test
  void nobodyIsForgottenHoweverLongAFloodGoesOn() {
    List<CounterTable> tables = List.of(table(), table(), table());
    Amount amount = perMinute(3);
    List<long[]> over = exhausted(tables.getFirst(), amount, 200);
    for (int i = 0; i < 400_000; i++) {
      take(tables.get(random.nextInt(3)), key(), amount, START + i);
    }
    assertThat(tables).allMatch(table -> table.forgotten() == 0);
    assertThat(refused(tables.getFirst(), over, amount, START + 400_000)).isEqualTo(200);
  }

  @Test
  void keysThatUseMuchHaveToBePaidForToo() {
    CounterTable table = table();
    Amount amount = perMinute(1_000);
    List<long[]> keys = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      keys.add(key());
    }
    // Each time another batch: none has the room to keep them all.
    for (int round = 0; round < 40; round++) {
      long now = START + round * (MINUTE / 100);
      for (long[] key : keys) {
        take(table, key, amount, now);
        assertThat(memory.used()).isLessThanOrEqualTo(MOST + OVER);
      }
    }
    assertThat(table.evicted()).isPositive();
  }

  @Test
  void manyLimitsWithManyKeysTakeNoMoreThanThereIs() {
    List<CounterTable> tables = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      tables.add(table());
    }
    for (int i = 0; i < 200_000; i++) {
      take(tables.get(random.nextInt(500)), key(), perMinute(3), START + i);
      assertThat(memory.used()).isLessThanOrEqualTo(MOST + OVER);
    }
    for (CounterTable each : tables) {
      assertThat(each.size()).isGreaterThanOrEqualTo(2);
      each.leave();
    }
    assertThat(memory.used()).isZero();
  }

  @Test
  void whatIsFreedIsForOthersAndPlacesAreGivenBackWithTheirKeys() {
    CounterTable flooded = table();
    flood(flooded, 30_000, perMinute(3));
    assertThat(flooded.bytes()).isGreaterThan(MOST * 9 / 10);
    List<CounterTable> others = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      others.add(table());
      flood(others.getLast(), 2_000, perMinute(3));
    }
    assertThat(flooded.bytes()).isLessThan(MOST / 10);
    others.forEach(CounterTable::leave);
    flood(flooded, 30_000, perMinute(3));
    assertThat(flooded.bytes()).isGreaterThan(MOST * 9 / 10);
  }

  /** None is counted twice or lost, whoever comes, goes and grows at the same time. */
  @Test
  void theSumIsRightWhateverManyThreadsDo() throws Exception {
    List<CounterTable> tables = List.of(table(), table(), table());
    Amount amount = perMinute(300);
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      SplittableRandom own = random.split();
      tasks.add(
          () -> {
            for (int i = 0; i < 60_000; i++) {
              CounterTable table = tables.get(own.nextInt(3));
              long number = own.nextInt(20_000);
              long[] key = {number * 0x9e3779b97f4a7c15L, number * 0xbf58476d1ce4e5b9L};
              take(table, key, amount, START + i * (MINUTE / 60_000));
              if (own.nextInt(16) == 0) {
                table.reset(key[0], key[1]);
              }
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Void> each : threads.invokeAll(tasks)) {
        each.get();
      }
    }
    long sum = 0;
    for (CounterTable table : tables) {
      long[] bytes = {0};
      int[] keys = {0};
      table.visit(
          (high, low, counter, with) -> {
            bytes[0] += 40 + counter.bytes();
            keys[0]++;
          });
      assertThat(table.size()).isEqualTo(keys[0]);
      long ofPlaces = table.bytes() - bytes[0];
      assertThat(ofPlaces).isPositive();
      assertThat(Long.bitCount(ofPlaces)).as("8 for each of a power of two").isEqualTo(1);
      sum += table.bytes();
    }
    assertThat(memory.used()).isEqualTo(sum).isLessThanOrEqualTo(MOST + OVER);
    tables.forEach(CounterTable::leave);
    assertThat(memory.used()).isZero();
  }
}
