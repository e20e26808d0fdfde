package dev.sluice.dataplane.limit.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bucket from which requests take and into which as much flows as the limit says, evenly: the
 * generic cell rate algorithm (ITU-T I.371), one word for all of it. Never more than capacity plus
 * what flows in is taken in any time.
 */
public final class TokenBucket implements Counter {
  private static final VarHandle FULL_AT;

  static {
    try {
      FULL_AT = MethodHandles.lookup().findVarHandle(TokenBucket.class, "fullAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Parts of a nanosecond in which is reckoned, so that high rates stay exact. */
  private static final int FINE = 6;

  /** Two of them can be added. */
  private static final long LONGEST = Long.MAX_VALUE >> 2;

  private final long origin;

  /** When the bucket will be full, from the origin on, in those parts. */
  @SuppressWarnings("unused") // By its handle.
  private volatile long fullAt;

  /**
   * @param now when it is full
   */
  public TokenBucket(long now) {
    origin = now;
  }

  @Override
  public long take(long cost, Amount amount, long now) {
    if (cost > 0 && (cost > amount.most() || amount.requests() == 0)) {
      return -1;
    }
    long at = fine(now);
    long capacity = time(amount.most(), amount);
    while (true) {
      long full = (long) FULL_AT.getVolatile(this);
      long from = Math.max(full, at);
      long then = from + time(cost, amount);
      if (then - at > capacity) {
        return -1;
      }
      if (cost == 0 || FULL_AT.weakCompareAndSet(this, full, then)) {
        return tokens(capacity - (then - at), amount);
      }
    }
  }

  @Override
  public void charge(long cost, Amount amount, long now) {
    long at = fine(now);
    while (true) {
      long full = (long) FULL_AT.getVolatile(this);
      if (FULL_AT.weakCompareAndSet(this, full, Math.max(full, at) + time(cost, amount))) {
        return;
      }
    }
  }

  /** What flowed in since counts for the others too, so no time is asked. */
  @Override
  public void giveBack(long cost, Amount amount, long then, long now) {
    FULL_AT.getAndAdd(this, -time(cost, amount));
  }

  @Override
  public long untilLeft(long cost, Amount amount, long now) {
    if (cost > amount.most() || amount.requests() == 0) {
      return cost == 0 ? 0 : Long.MAX_VALUE;
    }
    long at = fine(now);
    long then = Math.max((long) FULL_AT.getVolatile(this), at) + time(cost, amount);
    long over = then - at - time(amount.most(), amount);
    return over <= 0 ? 0 : (over + (1L << FINE) - 1) >> FINE;
  }

  @Override
  public boolean isFull(Amount amount, long now) {
    return (long) FULL_AT.getVolatile(this) <= fine(now);
  }

  private long fine(long now) {
    return (now - origin) << FINE;
  }

  /** How long so much takes to flow in. */
  private static long time(long tokens, Amount amount) {
    if (amount.requests() == 0) {
      return tokens == 0 ? 0 : LONGEST;
    }
    long window = amount.nanos() << FINE;
    long whole = tokens / amount.requests();
    long rest = tokens % amount.requests();
    return whole >= LONGEST / window
        ? LONGEST
        : whole * window + (long) Math.ceil((double) rest * window / amount.requests());
  }

  private static long tokens(long time, Amount amount) {
    // Each was rounded up to the next part of a nanosecond.
    return time < 0 || amount.requests() == 0
        ? 0
        : (long) ((double) (time + 1) * amount.requests() / (amount.nanos() << FINE));
  }
}
