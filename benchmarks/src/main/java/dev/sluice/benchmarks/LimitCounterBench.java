package dev.sluice.benchmarks;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.CounterMemory;
import dev.sluice.dataplane.limit.count.CounterTable;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import dev.sluice.dataplane.limit.count.TokenBucket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a limit that is counted in this process costs a request once its key is known: the time, the
 * counter of the key, and to take one. Of a limit of 100 nearly all are refused.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitCounterBench {
  private static final long MINUTE = 60_000_000_000L;

  /** How it counts. */
  public enum Kind {
    WINDOW,
    BUCKET
  }

  @Param public Kind kind = Kind.WINDOW;

  @Param({"1", "10000"})
  public int keys = 1;

  @Param({"100", "1000000000"})
  public long limit = 100;

  private CounterTable table = new CounterTable(1, CounterMemory.ofHeap(() -> {}));
  private Amount amount = new Amount(1, MINUTE, 1);
  private CounterTable.Maker maker = SlidingWindow::new;

  @Setup
  public void make() {
    table = new CounterTable(1 << 17, CounterMemory.ofHeap(() -> {}));
    amount = new Amount(limit, MINUTE, limit);
    maker = kind == Kind.WINDOW ? SlidingWindow::new : TokenBucket::new;
  }

  /** The keys that one thread asks for, one after the other. */
  @State(Scope.Thread)
  public static class Turn {
    private long last = Thread.currentThread().threadId();

    long next() {
      last += 0x9e3779b97f4a7c15L;
      return last;
    }
  }

  @Benchmark
  public long take(Turn turn) {
    // As far apart as the hashes of keys are.
    long number = Long.remainderUnsigned(turn.next(), keys) + 1;
    long low = number * 0xbf58476d1ce4e5b9L;
    low ^= low >>> 31;
    long high = number * 0x94d049bb133111ebL;
    long now = System.nanoTime();
    return table.counter(high ^ high >>> 29, low, amount, now, maker).take(1, amount, now);
  }
}
