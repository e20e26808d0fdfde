package dev.sluice.benchmarks;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.CounterMemory;
import dev.sluice.dataplane.limit.count.CounterTable;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ten million keys of fifty limits, one limit flooded and the others visited: what the counters
 * take, what that costs, and whether one that is over its limit is forgotten.
 */
final class LimitMemory {
  private static final int LIMITS = 50;
  private static final int KEYS = 10_000_000;
  private static final int OVER = KEYS / 1_000;
  private static final long MEGABYTE = 1 << 20;
  private static final Amount AMOUNT = new Amount(3, 3_600_000_000_000L, 3);

  private final CounterMemory memory = CounterMemory.ofHeap(() -> {});
  private final List<CounterTable> tables = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);

  private LimitMemory() {
    for (int i = 0; i < LIMITS; i++) {
      tables.add(new CounterTable(1 << 20, memory));
    }
  }

  public static void main(String[] args) {
    new LimitMemory().run();
  }

  private static long take(CounterTable table, long key) {
    long now = System.nanoTime();
    long high = key * 0xbf58476d1ce4e5b9L;
    return table
        .counter(high ^ high >>> 29, key, AMOUNT, now, SlidingWindow::new)
        .take(1, AMOUNT, now);
  }

  private void run() {
    List<Long> over = new ArrayList<>();
    long most = 0;
    long began = System.nanoTime();
    for (int i = 0; i < KEYS; i++) {
      // Half of all come to the first.
      int limit = random.nextBoolean() ? 0 : random.nextInt(LIMITS);
      long key = random.nextLong();
      take(tables.get(limit), key);
      if (i % (KEYS / OVER) == 0) {
        long quiet = random.nextLong();
        over.add(quiet);
        for (int k = 0; k < 4; k++) {
          take(tables.get(1 + over.size() % (LIMITS - 1)), quiet);
        }
      }
      most = Math.max(most, memory.used());
    }
    long nanos = (System.nanoTime() - began) / (KEYS + OVER);
    int refused = 0;
    for (int i = 0; i < over.size(); i++) {
      refused += take(tables.get(1 + (i + 1) % (LIMITS - 1)), over.get(i)) < 0 ? 1 : 0;
    }
    report(most, nanos, refused);
  }

  private void report(long most, long nanos, int refused) {
    long keys = tables.stream().mapToLong(CounterTable::size).sum();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    System.out.printf("keys that came              %,d%n", KEYS + OVER);
    System.out.printf("nanoseconds for each        %,d%n", nanos);
    System.out.printf("keys with a counter         %,d%n", keys);
    System.out.printf(
        "memory of counters          %.1f MiB at most, of %d%n",
        (double) most / MEGABYTE, memory.most() / MEGABYTE);
    System.out.printf("heap after a collection     %.1f MiB%n", (double) heap / MEGABYTE);
    System.out.printf("over their limit, and still %,d of %,d%n", refused, OVER);
    System.out.printf(
        "forgotten with nothing left %,d%n",
        tables.stream().mapToLong(CounterTable::forgotten).sum());
  }
}
