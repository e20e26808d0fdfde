package dev.sluice.dataplane.limit.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A window that ends now, in 127 ticks and the one that has begun: what was taken in any of them
 * counts until the whole tick has left the window. So no window ever has more than the limit,
 * wherever it begins, and one under steady demand has at least 127/128 of it.
 *
 * <p>The sum of all ticks stands in one word with the tick that it is of; to take is to change that
 * word. Whoever finds that time has moved on turns the window first, and the others wait for those
 * few nanoseconds.
 */
public final class SlidingWindow implements Counter {
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(SlidingWindow.class, "head", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The word: whether somebody turns the window, the tick in 32 bits, the sum in 31. */
  private static final int SUM_BITS = 31;

  private static final long SUM = (1L << SUM_BITS) - 1;
  private static final long TICK = 0xffff_ffffL;
  private static final long TURNING = 1L << 63;
  private static final int SPINS = 64;

  private final long origin;
  private final Ticks ticks;

  @SuppressWarnings("unused") // By its handle.
  private volatile long head;

  /**
   * @param now when it is empty
   * @param most that is ever taken within a window, {@link Long#MAX_VALUE} where {@link #charge}
   *     may go beyond the limit
   */
  public SlidingWindow(long now, long most) {
    origin = now;
    ticks = Ticks.of(most);
  }

  @Override
  public long take(long cost, Amount amount, long now) {
    if (cost > amount.most()) {
      return -1;
    }
    while (true) {
      long seen = turned(amount, now);
      long left = amount.most() - (seen & SUM) - cost;
      if (left < 0) {
        return -1;
      }
      if (cost == 0) {
        return left;
      }
      if (HEAD.compareAndSet(this, seen, seen + cost)) {
        ticks.add(tick(seen), cost);
        return left;
      }
    }
  }

  @Override
  public void charge(long cost, Amount amount, long now) {
    while (true) {
      long seen = turned(amount, now);
      // A sum beyond what the word holds stands for it: it is over any limit.
      long more = Math.min(cost, SUM - (seen & SUM));
      if (more == 0 || HEAD.compareAndSet(this, seen, seen + more)) {
        ticks.add(tick(seen), more);
        return;
      }
    }
  }

  @Override
  public void giveBack(long cost, Amount amount, long then, long now) {
    long taken = tickAt(amount, then);
    while (true) {
      long seen = turned(amount, now);
      if (age(tick(seen), taken) >= Ticks.COUNT) {
        return;
      }
      if (HEAD.compareAndSet(this, seen, seen - Math.min(cost, seen & SUM))) {
        ticks.add(taken, -cost);
        return;
      }
    }
  }

  @Override
  public long untilLeft(long cost, Amount amount, long now) {
    if (cost > amount.most()) {
      return Long.MAX_VALUE;
    }
    long seen = turned(amount, now);
    long over = (seen & SUM) + cost - amount.most();
    if (over <= 0) {
      return 0;
    }
    long current = tick(seen);
    for (int left = 1; left <= Ticks.COUNT; left++) {
      // The oldest first: it leaves when the tick with its place begins.
      over -= ticks.get(current + left);
      if (over <= 0) {
        long begins = (tickAt(amount, now) + left) * length(amount) + origin;
        return Math.max(1, begins - now);
      }
    }
    return amount.nanos() + length(amount);
  }

  @Override
  public boolean isFull(Amount amount, long now) {
    return (turned(amount, now) & SUM) == 0;
  }

  /** The word once the window ends now. */
  private long turned(Amount amount, long now) {
    long tick = tickAt(amount, now) & TICK;
    int spins = 0;
    while (true) {
      long seen = (long) HEAD.getVolatile(this);
      if (seen < 0) {
        if (++spins % SPINS == 0) {
          // Whoever turns it may have lost its processor.
          Thread.yield();
        } else {
          Thread.onSpinWait();
        }
      } else if (age(tick, tick(seen)) <= 0) {
        return seen;
      } else if (HEAD.compareAndSet(this, seen, seen | TURNING)) {
        long turned = turn(seen, tick);
        HEAD.setVolatile(this, turned);
        return turned;
      }
    }
  }

  private long turn(long seen, long to) {
    long from = tick(seen);
    long passed = Math.min(age(to, from), Ticks.COUNT);
    long gone = 0;
    for (long left = 1; left <= passed; left++) {
      gone += ticks.clear(from + left);
    }
    // What a late one adds to a tick that has gone counts when that place comes round again.
    long sum = Math.max(0, (seen & SUM) - gone);
    return to << SUM_BITS | sum;
  }

  private long tickAt(Amount amount, long now) {
    return (now - origin) / length(amount);
  }

  /** How long a tick is. */
  public static long length(Amount amount) {
    return Math.max(1, (amount.nanos() + Ticks.COUNT - 2) / (Ticks.COUNT - 1));
  }

  private static long tick(long word) {
    return word >>> SUM_BITS & TICK;
  }

  /** How many ticks the one is after the other; the counter of ticks may run over. */
  private static int age(long one, long other) {
    return (int) (one - other);
  }
}
