package dev.sluice.dataplane.upstream.budget;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A count over the last second, in steps of a tenth of one. Each step's cell carries the number of
 * the step, so that nobody has to clear it in time. May be used from any thread; takes no lock.
 */
final class WindowedCount {
  /** In the window; the one that is under way counts besides. */
  static final int STEPS = 10;

  static final long STEP_NANOS = 100_000_000;

  private static final int CELLS = 16;
  private static final int MASK = CELLS - 1;
  private static final int COUNT_BITS = 24;
  private static final long COUNT = (1L << COUNT_BITS) - 1;

  private final AtomicLongArray cells = new AtomicLongArray(CELLS);

  static long step(long nanos) {
    // Never negative, and never 0, which is what an untouched cell says.
    return (nanos / STEP_NANOS & (Long.MAX_VALUE >>> (COUNT_BITS + 2))) + 1;
  }

  void add(long step, int more) {
    int cell = (int) (step & MASK);
    while (true) {
      long before = cells.get(cell);
      boolean same = before >>> COUNT_BITS == step;
      if (!same && more < 0) {
        return;
      }
      long own = same ? before : step << COUNT_BITS;
      if (cells.compareAndSet(cell, before, own + more)) {
        return;
      }
    }
  }

  long sum(long step) {
    long sum = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      long value = cells.get(cell);
      long age = step - (value >>> COUNT_BITS);
      if (age >= 0 && age < STEPS) {
        sum += value & COUNT;
      }
    }
    return sum;
  }
}
