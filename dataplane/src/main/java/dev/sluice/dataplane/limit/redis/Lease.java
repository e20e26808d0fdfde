package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Tally;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was taken of one counter ahead of need. As much is held as the requests of the last while
 * would take in the next, 1 to 10 % of the limit divided by the replicas; below half of that more
 * is asked for, in the background. What nobody has used in time is given back. Safe for many
 * threads.
 */
final class Lease {
  /** Fewer requests in one life do not pay. */
  private static final long FEWEST = 10;

  private static final long LONGEST_LIFE = TimeUnit.SECONDS.toNanos(5);
  private static final long LONGEST_REFUSAL = TimeUnit.SECONDS.toNanos(1);

  /** What is left elsewhere: nobody else has any more until then. */
  private record Empty(long needed, long untilNanos, long enoughAt, long fullAt, double at) {}

  /** What was had last. */
  private record Grant(long quota, double at, long left, long fullAt, long expires) {}

  private static final Grant NOTHING = new Grant(0, 0, 0, 0, 0);

  private final Demand demand;
  private final Leases leases;
  private final AtomicLong quota = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final AtomicLong granted = new AtomicLong();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Grant grant = NOTHING;
  private volatile @Nullable Empty empty;
  private volatile long low;
  private volatile long pausedUntil;
  private volatile long markTime;
  private volatile long markDemand;
  private volatile boolean closed;

  /** What was taken before, in microseconds of Redis, is worth nothing. */
  private volatile double forgottenAt;

  Lease(Demand demand, Leases leases, long now) {
    this.demand = demand;
    this.leases = leases;
    markTime = now;
    pausedUntil = now;
  }

  /** The amount of a counter may change. */
  boolean isOf(Amount amount) {
    return demand.amount().equals(amount);
  }

  /** So long what was had may be used. */
  private long life() {
    return Math.min(demand.amount().nanos() / 10, LONGEST_LIFE);
  }

  /**
   * @param needed what must be left for it, not less than the cost
   * @return what is left, if it was taken here, or that nothing is left anywhere; null: nobody here
   *     can tell
   */
  @Nullable Tally take(long cost, long needed, long now) {
    Grant last = grant;
    if (last.quota() > 0 && now - last.expires() < 0) {
      long have = quota.get();
      while (have >= needed) {
        if (quota.compareAndSet(have, have - cost)) {
          if (have - cost < low) {
            refill(now);
          }
          return new Tally(
              true,
              have - cost + last.left(),
              0,
              Math.max(0, last.fullAt() - now),
              Tally.Receipt.ahead(cost));
        }
        have = quota.get();
      }
    }
    Empty none = empty;
    if (none != null && needed >= none.needed() && now - none.untilNanos() < 0) {
      return new Tally(
          false,
          0,
          Math.max(1, none.enoughAt() - now),
          Math.max(1, Math.max(none.enoughAt(), none.fullAt()) - now),
          Tally.Receipt.NOTHING);
    }
    missed.addAndGet(cost);
    refill(now);
    return null;
  }

  /** What was taken here and not used after all. */
  void putBack(long cost) {
    quota.addAndGet(cost);
  }

  /**
   * @return how much of it has to be charged elsewhere
   */
  long charge(long cost) {
    long have = quota.get();
    while (have > 0) {
      long here = Math.min(have, cost);
      if (quota.compareAndSet(have, have - here)) {
        return cost - here;
      }
      have = quota.get();
    }
    return cost;
  }

  /**
   * What the counter itself answered to somebody who asked for so much.
   *
   * @param asked when, so that nobody is refused for longer than the counter said
   */
  void heard(Told told, long needed, long asked, long now) {
    if (!told.enough()
        && told.at() >= forgottenAt
        && told.waitNanos() > 0
        && told.waitNanos() < Long.MAX_VALUE) {
      empty =
          new Empty(
              Math.max(1, needed),
              asked + Math.min(told.waitNanos(), LONGEST_REFUSAL),
              now + told.waitNanos(),
              now + told.tally().nanosUntilFull(),
              told.at());
    }
  }

  private long demanded() {
    return granted.get() - quota.get() + missed.get();
  }

  private void refill(long now) {
    if (asking.get() || closed || now - pausedUntil < 0) {
      return;
    }
    long since = Math.max(1, now - markTime);
    long demanded = demanded() - markDemand;
    long life = life();
    if (grant.quota() == 0 && demanded < FEWEST) {
      if (since > life) {
        mark(now);
      }
      return;
    }
    long most = Leases.most(demand.amount(), leases.replicas());
    long expected = (long) ((double) demanded / since * life / 2);
    long target = Math.clamp(expected, Math.max(1, most / 10), Math.max(1, most));
    long more = target - quota.get();
    if (more <= 0 || !asking.compareAndSet(false, true)) {
      return;
    }
    mark(now);
    low = target / 2;
    CompletableFuture<List<Told>> answer =
        leases.ask(Ask.lease(demand, more, 2.0 * leases.replicas()));
    var unused = answer.whenComplete((told, failure) -> granted(told, now));
  }

  private void mark(long now) {
    markTime = now;
    markDemand = demanded();
  }

  private void granted(@Nullable List<Told> answer, long asked) {
    long now = leases.now();
    if (answer != null && answer.getFirst().at() < forgottenAt) {
      pausedUntil = now;
    } else if (answer != null && answer.getFirst().taken() > 0) {
      Told told = answer.getFirst();
      grant =
          new Grant(
              told.taken(),
              told.at(),
              told.left(),
              now + told.tally().nanosUntilFull(),
              now + life());
      granted.addAndGet(told.taken());
      quota.addAndGet(told.taken());
      if (closed) {
        giveBack();
      }
    } else {
      pausedUntil = now + life() / 10;
      if (answer != null) {
        heard(answer.getFirst(), 1, asked, now);
      }
    }
    asking.set(false);
  }

  /**
   * Gives back what was not used in time.
   *
   * @return whether nobody uses this any more
   */
  boolean tidy(long now) {
    Grant last = grant;
    if (last.quota() == 0 || now - last.expires() >= 0) {
      giveBack();
    }
    return now - markTime > 2 * life()
        && demanded() == markDemand
        && quota.get() == 0
        && !asking.get();
  }

  /** Nothing is had from now on. */
  void close() {
    closed = true;
    giveBack();
  }

  /** The counter was reset at that time of Redis: what was taken before is worth nothing. */
  void forget(double at) {
    forgottenAt = Math.max(forgottenAt, at);
    Grant last = grant;
    long kept = last.at() < at ? 0 : last.quota();
    if (kept == 0) {
      grant = NOTHING;
    }
    long had = quota.getAndUpdate(have -> Math.min(have, kept));
    granted.addAndGet(-Math.max(0, had - kept));
    Empty none = empty;
    if (none != null && none.at() < at) {
      empty = null;
    }
  }

  /** Nothing is had from now on, and nothing that is here is worth anything. */
  void abandon() {
    closed = true;
    forget(Double.MAX_VALUE);
  }

  private void giveBack() {
    Grant last = grant;
    // More than that is of an earlier one, and nobody knows when that was any more.
    long rest = Math.min(quota.getAndSet(0), last.quota());
    grant = NOTHING;
    if (rest > 0) {
      granted.addAndGet(-rest);
      leases.giveBack(Ask.lease(demand, rest, 0).back(rest, last.at()));
    }
  }

  boolean isHeld() {
    return quota.get() > 0;
  }

  /** Since it began, without asking. */
  long used() {
    return Math.max(0, granted.get() - quota.get());
  }
}
