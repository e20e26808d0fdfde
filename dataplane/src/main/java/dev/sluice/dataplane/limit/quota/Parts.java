package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import dev.sluice.dataplane.limit.count.TokenBucket;

/** Parts of amounts, in the measure of the messages: of the requests of the whole. */
final class Parts {
  private static final long ENDLESS = 2_000_000_000;

  private Parts() {}

  /**
   * That part of the whole; what may come at once is divided alike.
   *
   * @param part more than the whole is the whole
   */
  static Amount of(Amount whole, long part) {
    if (part >= whole.requests()) {
      return whole;
    }
    long most = whole.most() * part / whole.requests();
    return new Amount(part, whole.nanos(), Math.max(Math.min(1, whole.most()), most));
  }

  /**
   * The smallest part that covers what was taken and still counts. A bucket needs none: what flows
   * into one flows into no other, and one that shrinks loses what it held.
   */
  static long used(Amount whole, Counter counter, long now) {
    return switch (counter) {
      case TokenBucket bucket -> 0;
      case SlidingWindow window -> {
        long left = window.take(0, whole, now);
        long used = left < 0 ? whole.most() : whole.most() - left;
        // Rounded up: nobody else may count with what is used here.
        yield whole.most() == 0 ? 0 : (used * whole.requests() + whole.most() - 1) / whole.most();
      }
    };
  }

  /** Whether at least half is used. */
  static boolean isNear(Amount mine, Counter counter, long now) {
    return counter.take(0, mine, now) * 2 <= mine.most();
  }

  /**
   * Moves a counter on to another part. A bucket goes on with what is in it, as far as that has
   * room: what it may hold more has to flow in, and so nothing is there twice.
   */
  static void change(Counter counter, Amount before, Amount after, long now) {
    if (!(counter instanceof TokenBucket bucket) || before.equals(after)) {
      return;
    }
    long left = before.most() - taken(bucket, before, now);
    long more = after.most() - Math.min(left, after.most()) - taken(bucket, after, now);
    if (more > 0) {
      bucket.charge(more, after, now);
    } else if (more < 0) {
      bucket.giveBack(-more, after, now, now);
    }
  }

  /** More than there is room for, too, where answers told a cost. */
  private static long taken(TokenBucket bucket, Amount amount, long now) {
    Amount endless = new Amount(amount.requests(), amount.nanos(), ENDLESS);
    return ENDLESS - Math.max(0, bucket.take(0, endless, now));
  }
}
