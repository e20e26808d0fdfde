package dev.sluice.dataplane.limit.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What was taken in each tick of a window. Small limits need small numbers: most keys are such. */
sealed interface Ticks {
  int COUNT = 128;

  /** The most that a byte holds, with room for what comes late to a tick that has gone. */
  int SMALL = 100;

  /**
   * @param most that is ever added within one turn of the window
   */
  static Ticks of(long most) {
    return most <= SMALL ? new Small(new byte[COUNT]) : new Large(new int[COUNT]);
  }

  void add(long tick, long cost);

  /** What there was; nothing is left. */
  long clear(long tick);

  long get(long tick);

  private static int index(long tick) {
    return (int) tick & (COUNT - 1);
  }

  /** One byte each. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Small(byte[] counts) implements Ticks {
    private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(byte[].class);

    @Override
    public void add(long tick, long cost) {
      COUNTS.getAndAdd(counts, index(tick), (byte) cost);
    }

    @Override
    public long clear(long tick) {
      return (byte) COUNTS.getAndSet(counts, index(tick), (byte) 0);
    }

    @Override
    public long get(long tick) {
      return (byte) COUNTS.getVolatile(counts, index(tick));
    }
  }

  /** Four bytes each. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Large(int[] counts) implements Ticks {
    private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(int[].class);

    @Override
    public void add(long tick, long cost) {
      COUNTS.getAndAdd(counts, index(tick), (int) cost);
    }

    @Override
    public long clear(long tick) {
      return (int) COUNTS.getAndSet(counts, index(tick), 0);
    }

    @Override
    public long get(long tick) {
      return (int) COUNTS.getVolatile(counts, index(tick));
    }
  }
}
