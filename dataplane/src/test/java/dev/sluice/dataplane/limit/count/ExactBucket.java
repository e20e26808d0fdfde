package dev.sluice.dataplane.limit.count;

import java.math.BigInteger;

/** A bucket as anybody would write it, in whole numbers of any length. */
final class ExactBucket {
  private final Amount amount;
  private BigInteger level;
  private long at;

  ExactBucket(Amount amount, long now) {
    this.amount = amount;
    level = capacity();
    at = now;
  }

  private BigInteger capacity() {
    return parts(amount.most());
  }

  /** A token is as many parts as the window has nanoseconds. */
  private BigInteger parts(long tokens) {
    return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(amount.nanos()));
  }

  private void flow(long now) {
    BigInteger in = BigInteger.valueOf(amount.requests()).multiply(BigInteger.valueOf(now - at));
    level = level.add(in).min(capacity());
    at = now;
  }

  boolean take(long cost, long now) {
    flow(now);
    if (level.compareTo(parts(cost)) < 0) {
      return false;
    }
    level = level.subtract(parts(cost));
    return true;
  }

  void charge(long cost, long now) {
    flow(now);
    level = level.subtract(parts(cost));
  }

  long left(long now) {
    flow(now);
    BigInteger[] parts = level.divideAndRemainder(BigInteger.valueOf(amount.nanos()));
    return parts[0].longValueExact() - (parts[1].signum() < 0 ? 1 : 0);
  }

  long untilLeft(long cost, long now) {
    flow(now);
    BigInteger missing = parts(cost).subtract(level);
    if (missing.signum() <= 0) {
      return 0;
    }
    BigInteger rate = BigInteger.valueOf(amount.requests());
    return missing.add(rate).subtract(BigInteger.ONE).divide(rate).longValueExact();
  }
}
