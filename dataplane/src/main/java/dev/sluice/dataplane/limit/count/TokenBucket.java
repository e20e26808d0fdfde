package dev.sluice.dataplane.limit.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bucket from which requests take and into which as much flows as the limit says, evenly. Never
 * more than its capacity and what flows in is taken in any time; in whole numbers throughout, so
 * that it stays exact whatever the rate.
 *
 * <p>One word says how much was taken since the bucket was last seen full, or since a whole number
 * of windows after that; to take is to change that word. Only who finds the bucket full, or that
 * another window is over, holds the word for that while.
 */
public final class TokenBucket implements Counter {
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(TokenBucket.class, "head", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The word: whether somebody holds it, how often somebody did in 28 bits, what was taken in 35.
   */
  private static final int TAKEN_BITS = 35;

  private static final long TAKEN = (1L << TAKEN_BITS) - 1;
  private static final long ONCE_MORE = 1L << TAKEN_BITS;
  private static final long HELD = 1L << 63;

  private final long origin;

  /** Since when is counted, from the origin on: it was full then, but for what is in the word. */
  private volatile long since;

  @SuppressWarnings("unused") // By its handle.
  private volatile long head;

  private static final int BYTES = 40;

  /**
   * @param now when it is full
   */
  public TokenBucket(long now) {
    origin = now;
  }

  /**
   * @param now when it is full
   * @param account hears nothing: it always takes the same
   */
  @SuppressWarnings("unused") // A table makes all kinds alike.
  public TokenBucket(long now, Account account) {
    this(now);
  }

  @Override
  public long take(long cost, Amount amount, long now) {
    if (cost > 0 && (cost > amount.most() || amount.requests() == 0)) {
      return -1;
    }
    long at = now - origin;
    while (true) {
      long seen = free();
      long time = at - since;
      long used = (seen & TAKEN) - flow(time, amount);
      if (cost > 0 && isToMoveOn(used, time, amount)) {
        moveOn(seen, at, amount);
        continue;
      }
      long left = amount.most() - Math.max(0, used) - cost;
      if (left < 0 || cost == 0) {
        if (seen == (long) HEAD.getVolatile(this)) {
          return Math.max(-1, left);
        }
      } else if (HEAD.compareAndSet(this, seen, seen + cost)) {
        return left;
      }
    }
  }

  @Override
  public void charge(long cost, Amount amount, long now) {
    long at = now - origin;
    while (cost > 0) {
      long seen = free();
      long taken = seen & TAKEN;
      long time = at - since;
      if (isToMoveOn(taken - flow(time, amount), time, amount)) {
        moveOn(seen, at, amount);
        // More than the word holds stands for it: that is many times any capacity.
      } else if (HEAD.compareAndSet(this, seen, seen + Math.min(cost, TAKEN - taken))) {
        return;
      }
    }
  }

  /**
   * What was taken before the bucket was full again is back already: to give that back too would
   * let more pass than flows in.
   */
  @Override
  public void giveBack(long cost, Amount amount, long then, long now) {
    while (true) {
      long seen = free();
      if (since > then - origin) {
        return;
      }
      if (HEAD.compareAndSet(this, seen, seen - Math.min(cost, seen & TAKEN))) {
        return;
      }
    }
  }

  @Override
  public long untilLeft(long cost, Amount amount, long now) {
    if (cost > amount.most() || cost > 0 && amount.requests() == 0) {
      return Long.MAX_VALUE;
    }
    return untilFlown(cost - amount.most(), amount, now);
  }

  @Override
  public long untilFull(Amount amount, long now) {
    return untilFlown(0, amount, now);
  }

  @Override
  public boolean isFull(Amount amount, long now) {
    return untilFull(amount, now) == 0;
  }

  @Override
  public int bytes() {
    return BYTES;
  }

  @Override
  public int retire() {
    return BYTES;
  }

  /** How long until all that was taken has flown in, and so much more. */
  private long untilFlown(long more, Amount amount, long now) {
    while (true) {
      long seen = free();
      long began = since;
      if (seen == (long) HEAD.getVolatile(this)) {
        long wanted = (seen & TAKEN) + more;
        if (wanted <= 0) {
          return 0;
        }
        long time = time(wanted, amount);
        // Someone else may have come with a later time than this one.
        long passed = Math.max(0, now - origin - began);
        return time == Long.MAX_VALUE ? time : Math.max(0, time - passed);
      }
    }
  }

  private static boolean isToMoveOn(long used, long time, Amount amount) {
    return time > 0 && used <= 0 || time >= amount.nanos() && amount.requests() > 0;
  }

  /** Counts from now on if it is full, or else from a whole number of windows later on. */
  private void moveOn(long seen, long at, Amount amount) {
    if (!HEAD.compareAndSet(this, seen, seen | HELD)) {
      return;
    }
    long began = since;
    long time = at - began;
    long windows = time / amount.nanos();
    long taken = seen & TAKEN;
    if (taken <= flow(time, amount)) {
      since = at;
      taken = 0;
    } else {
      since = began + windows * amount.nanos();
      taken -= windows * amount.requests();
    }
    HEAD.setVolatile(this, (seen & ~TAKEN) + ONCE_MORE & ~HELD | taken);
  }

  /** The word, once nobody holds it. */
  private long free() {
    int spins = 0;
    while (true) {
      long seen = (long) HEAD.getVolatile(this);
      if (seen >= 0) {
        return seen;
      }
      spins = Pause.after(spins);
    }
  }

  /** What flows in within so long, rounded down; more than was ever taken stands for all of it. */
  private static long flow(long time, Amount amount) {
    if (time <= 0) {
      return 0;
    }
    long requests = amount.requests();
    long windows = time / amount.nanos();
    if (requests > 0 && windows > TAKEN / requests) {
      return TAKEN;
    }
    return windows * requests + product(time % amount.nanos(), requests, amount.nanos());
  }

  /** How long so much takes to flow in, rounded up. */
  private static long time(long tokens, Amount amount) {
    long requests = amount.requests();
    if (requests == 0 || tokens / requests >= Long.MAX_VALUE / 2 / amount.nanos()) {
      return Long.MAX_VALUE;
    }
    long rest = tokens % requests;
    long down = product(rest, amount.nanos(), requests);
    long up = down * requests == rest * amount.nanos() ? down : down + 1;
    return tokens / requests * amount.nanos() + up;
  }

  /**
   * The product of the first two by the third, rounded down, without the 128 bits that the product
   * needs: a quotient below 2^53 is right to one in floating point, and what is wrong with it is
   * small enough to be seen in the lower 64 bits.
   */
  private static long product(long one, long other, long by) {
    long quotient = (long) ((double) one * other / by);
    long rest = one * other - quotient * by;
    if (rest < 0) {
      return quotient - 1;
    }
    return rest >= by ? quotient + 1 : quotient;
  }
}
