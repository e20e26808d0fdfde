package dev.sluice.dataplane.limit.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A window that ends now. What is taken within a 254th of the window is one batch, and a batch
 * leaves when the last of it is as old as the window; of limits so small that there are enough
 * batches, each one is of one instant. So no window ever has more than the limit, wherever it
 * begins; under steady demand one has at least 99 % of it, and a small limit the whole of it; and
 * what came at once is all left again one window later, not a nanosecond after that.
 *
 * <p>The sum of all batches stands in one word; to take is to change that word. What the newest
 * batch has is that sum without the others, so that whoever takes writes nothing else but the time.
 * Only who begins a batch or takes away one that has left holds the word for that while.
 */
public final class SlidingWindow implements Counter {
  private static final VarHandle HEAD;
  private static final VarHandle LAST;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(SlidingWindow.class, "head", long.class);
      LAST = MethodHandles.lookup().findVarHandle(SlidingWindow.class, "last", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The word: whether somebody holds it, how often somebody did in 32 bits, the sum in 31. */
  private static final int SUM_BITS = 31;

  private static final long SUM = (1L << SUM_BITS) - 1;
  private static final long ONCE_MORE = 1L << SUM_BITS;
  private static final long HELD = 1L << 63;

  /** Two begin further apart than this part of a window, so {@link Batches} has room for all. */
  private static final int PARTS = Batches.MOST - 2;

  private static final long NONE = Long.MIN_VALUE;

  private final long origin;
  private final Batches others = new Batches();

  /** When the last of the oldest of the others was taken. */
  private volatile long oldest = NONE;

  /** When the newest batch began. All times are from the origin on. */
  private volatile long first;

  /** The latest of the newest batch; moved on before anything is taken of it. */
  private volatile long last;

  @SuppressWarnings("unused") // By its handle.
  private volatile long head;

  /** With its {@link Batches}, and without their arrays. */
  private static final int OBJECTS = 104;

  /** Read and changed by who holds the word. */
  private Account account;

  /**
   * @param now when it is empty
   */
  public SlidingWindow(long now) {
    this(now, Account.NOBODY);
  }

  /**
   * @param now when it is empty
   * @param account hears when it takes more memory
   */
  public SlidingWindow(long now, Account account) {
    origin = now;
    this.account = account;
  }

  @Override
  public long take(long cost, Amount amount, long now) {
    if (cost > amount.most()) {
      return -1;
    }
    long at = now - origin;
    while (true) {
      long seen = free();
      long sum = seen & SUM;
      if (sum > 0 && hasLeft(at, amount)) {
        moveOn(seen, at, amount);
        continue;
      }
      long left = amount.most() - sum - cost;
      if (left < 0 || cost == 0) {
        if (seen == (long) HEAD.getVolatile(this)) {
          return Math.max(-1, left);
        }
      } else if (!goesOn(at, amount)) {
        begin(seen, at, amount);
      } else {
        moveLast(at);
        if (HEAD.compareAndSet(this, seen, seen + cost)) {
          return left;
        }
      }
    }
  }

  @Override
  public void charge(long cost, Amount amount, long now) {
    long at = now - origin;
    while (cost > 0) {
      long seen = free();
      long sum = seen & SUM;
      // A sum beyond what the word holds stands for it: it is over any limit.
      long more = Math.min(cost, SUM - sum);
      if (sum > 0 && hasLeft(at, amount)) {
        moveOn(seen, at, amount);
      } else if (more > 0 && !goesOn(at, amount)) {
        begin(seen, at, amount);
      } else {
        moveLast(at);
        if (more == 0 || HEAD.compareAndSet(this, seen, seen + more)) {
          return;
        }
      }
    }
  }

  @Override
  public void giveBack(long cost, Amount amount, long then, long now) {
    if (now - then >= amount.nanos()) {
      return;
    }
    long word = hold();
    try {
      long rest = cost;
      for (int i = 0; i < others.size() && rest > 0; i++) {
        if (others.last(i) >= then - origin) {
          rest -= others.takeOut(i, rest);
        }
      }
      rest -= Math.min(rest, (word & SUM) - others.sum() - (cost - rest));
      word -= cost - rest;
    } finally {
      release(word);
    }
  }

  @Override
  public long untilLeft(long cost, Amount amount, long now) {
    if (cost > amount.most()) {
      return Long.MAX_VALUE;
    }
    long at = now - origin;
    long word = hold();
    try {
      long over = (word & SUM) + cost - amount.most();
      for (int i = 0; i < others.size() && over > 0; i++) {
        over -= others.count(i);
        if (over <= 0) {
          return until(others.last(i), at, amount);
        }
      }
      return over <= 0 ? 0 : until(last, at, amount);
    } finally {
      release(word);
    }
  }

  @Override
  public long untilFull(Amount amount, long now) {
    long at = now - origin;
    long word = hold();
    try {
      if ((word & SUM) > others.sum()) {
        return until(last, at, amount);
      }
      for (int i = others.size() - 1; i >= 0; i--) {
        if (others.count(i) > 0) {
          return until(others.last(i), at, amount);
        }
      }
      return 0;
    } finally {
      release(word);
    }
  }

  @Override
  public boolean isFull(Amount amount, long now) {
    return (free() & SUM) == 0 || until(last, now - origin, amount) == 0;
  }

  @Override
  public int bytes() {
    long word = hold();
    try {
      return OBJECTS + others.bytes();
    } finally {
      release(word);
    }
  }

  @Override
  public int retire() {
    long word = hold();
    try {
      account = Account.NOBODY;
      return OBJECTS + others.bytes();
    } finally {
      release(word);
    }
  }

  /** Whether the oldest batch is as old as the window. */
  private boolean hasLeft(long at, Amount amount) {
    long leaving = oldest;
    return until(leaving == NONE ? last : leaving, at, amount) == 0;
  }

  private static long until(long last, long at, Amount amount) {
    return Math.max(0, last + amount.nanos() - at);
  }

  /** Whether what is taken now belongs to the newest batch. */
  private boolean goesOn(long at, Amount amount) {
    return at <= last || amount.most() > PARTS && at - first <= amount.nanos() / PARTS;
  }

  private void moveLast(long at) {
    long seen = last;
    while (at > seen && !LAST.compareAndSet(this, seen, at)) {
      seen = last;
    }
  }

  /** Takes away what has left. */
  private void moveOn(long seen, long at, Amount amount) {
    if (HEAD.compareAndSet(this, seen, seen | HELD)) {
      long word = seen + ONCE_MORE & ~HELD;
      while (others.size() > 0 && until(others.last(0), at, amount) == 0) {
        word -= others.removeOldest();
      }
      if (others.size() == 0) {
        oldest = NONE;
        if (until(last, at, amount) == 0) {
          word &= ~SUM;
        }
      } else {
        oldest = others.last(0);
      }
      release(word);
    }
  }

  /** Begins a batch. */
  private void begin(long seen, long at, Amount amount) {
    if (HEAD.compareAndSet(this, seen, seen | HELD)) {
      Account told = account;
      int before = others.bytes();
      int more = 0;
      try {
        long count = (seen & SUM) - others.sum();
        // No room for another one, which takes amounts that change: the newest goes on.
        if (count > 0 && !goesOn(at, amount) && others.hasRoom()) {
          others.add(last, count);
          oldest = others.last(0);
        }
        first = at;
        moveLast(at);
        more = others.bytes() - before;
        if (more > 0) {
          told.took(more);
        }
      } finally {
        release(seen + ONCE_MORE & ~HELD);
      }
      if (more > 0) {
        told.settle(at + origin);
      }
    }
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

  /** The word, which this thread holds from now on; {@link #release} has to follow. */
  private long hold() {
    while (true) {
      long seen = free();
      if (HEAD.compareAndSet(this, seen, seen | HELD)) {
        return seen + ONCE_MORE & ~HELD;
      }
    }
  }

  private void release(long word) {
    HEAD.setVolatile(this, word);
  }
}
