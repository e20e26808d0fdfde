package dev.sluice.dataplane.limit.count;

import static dev.sluice.dataplane.limit.count.Amounts.MINUTE;
import static dev.sluice.dataplane.limit.count.Amounts.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Keys that come and go. */
final class CounterTableTest {
  private static final long START = 42;

  private final CounterMemory memory = new CounterMemory(64 << 20, () -> {});
  private final SplittableRandom random = new SplittableRandom(7);

  private static long take(CounterTable table, long high, long low, Amount amount, long now) {
    return table.counter(high, low, amount, now, SlidingWindow::new).take(1, amount, now);
  }

  private long flood(CounterTable table, int keys, Amount amount, long now) {
    long refused = 0;
    for (int i = 0; i < keys; i++) {
      if (take(table, random.nextLong(), random.nextLong(), amount, now + i) < 0) {
        refused++;
      }
    }
    return refused;
  }

  @Test
  void aKeyFindsItsCounterAgain() {
    CounterTable table = new CounterTable(1_000, memory);
    assertThat(table.most()).isEqualTo(1_024);
    Counter one = table.counter(1, 2, perMinute(5), START, SlidingWindow::new);
    assertThat(table.counter(1, 2, perMinute(5), START, SlidingWindow::new)).isSameAs(one);
    assertThat(table.counter(2, 2, perMinute(5), START, SlidingWindow::new)).isNotSameAs(one);
    assertThat(table.counter(1, 3, perMinute(5), START, SlidingWindow::new)).isNotSameAs(one);
    assertThat(table.known(1, 2)).isSameAs(one);
    assertThat(table.known(9, 2)).isNull();
    assertThat(table.size()).isEqualTo(3);
  }

  @Test
  void whatIsResetHasNeverCome() {
    CounterTable table = new CounterTable(16, memory);
    Amount amount = perMinute(1);
    take(table, 1, 2, amount, START);
    assertThat(take(table, 1, 2, amount, START)).isEqualTo(-1);
    assertThat(table.reset(1, 2)).isTrue();
    assertThat(table.reset(1, 2)).isFalse();
    assertThat(table.size()).isZero();
    assertThat(take(table, 1, 2, amount, START)).isZero();
  }

  /** HR14: so many that each place was taken five hundred times over. */
  @Test
  void aFloodOfKeysForgetsNoneThatIsOverItsLimit() {
    CounterTable table = new CounterTable(1 << 12, memory);
    Amount amount = perMinute(3);
    List<long[]> over = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      long[] key = {random.nextLong(), random.nextLong()};
      over.add(key);
      for (int k = 0; k < 3; k++) {
        assertThat(take(table, key[0], key[1], amount, START)).isNotNegative();
      }
    }
    for (int part = 0; part < 20; part++) {
      flood(table, 100_000, amount, START);
      for (long[] key : over) {
        assertThat(take(table, key[0], key[1], amount, START + 100_000)).isEqualTo(-1);
      }
    }
    assertThat(table.size()).isEqualTo(table.most());
    assertThat(table.evicted()).isEqualTo(2_000_100 - table.most());
    assertThat(table.forgotten()).isZero();
  }

  @Test
  void whatNobodyUsesAnyMoreGoesFirst() {
    CounterTable table = new CounterTable(1 << 10, memory);
    flood(table, 1 << 11, perMinute(3), START);
    long evicted = table.evicted();
    assertThat(evicted).isPositive();
    flood(table, 1 << 8, perMinute(3), START + 2 * MINUTE);
    assertThat(table.evicted()).isEqualTo(evicted);
  }

  @Test
  void ofKeysThatAreAllOverTheirLimitTheOneGoesThatWouldBeFreeFirst() {
    CounterTable table = new CounterTable(16, memory);
    Amount amount = perMinute(1);
    for (int i = 0; i < 16; i++) {
      take(table, i, 0, amount, START + (i + 5) % 16);
    }
    // The one of the earliest time.
    assertThat(table.known(11, 0)).isNotNull();
    take(table, 99, 0, amount, START + 20);
    assertThat(table.known(11, 0)).isNull();
    assertThat(table.forgotten()).isEqualTo(1);
  }

  @Test
  void showsWhatThereIs() {
    CounterTable table = new CounterTable(64, memory);
    flood(table, 5, perMinute(3), START);
    AtomicLong seen = new AtomicLong();
    table.visit(
        (high, low, counter, amount) -> {
          assertThat(table.known(high, low)).isSameAs(counter);
          assertThat(counter.take(0, amount, START + 10)).isEqualTo(2);
          seen.incrementAndGet();
        });
    assertThat(seen).hasValue(5);
  }

  @Test
  void aTableGrowsAsKeysComeAndForgetsNoneOfThem() {
    CounterTable table = new CounterTable(1 << 16, memory);
    long few = table.bytes();
    assertThat(few).isLessThan(1_000);
    Amount amount = perMinute(1);
    List<long[]> keys = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      long[] key = {random.nextLong(), random.nextLong()};
      keys.add(key);
      assertThat(take(table, key[0], key[1], amount, START + i)).isZero();
    }
    for (long[] key : keys) {
      assertThat(take(table, key[0], key[1], amount, START + 20_000)).isEqualTo(-1);
    }
    assertThat(table.size()).isEqualTo(20_000);
    assertThat(table.evicted()).isZero();
    assertThat(table.bytes()).isBetween(20_000L * 144, 20_000L * 180);
    assertThat(memory.used()).isEqualTo(table.bytes());
    for (long[] key : keys) {
      assertThat(table.reset(key[0], key[1])).isTrue();
    }
    assertThat(table.size()).isZero();
    assertThat(table.bytes()).isLessThan(20_000L * 36);
    table.leave();
    assertThat(memory.used()).isZero();
  }
}
