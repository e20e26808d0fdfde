package dev.sluice.cli.diff;

import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Amount;

/**
 * How many requests an amount lets through, at once and as time goes on.
 *
 * @param cost of a request; 1 compares amounts as they are written
 */
record Flow(Algorithm algorithm, Amount amount, long cost) {
  /** Where windows of two lengths meet again, or nearly so. */
  private static final int WINDOWS = 64;

  /** Amounts of a billion differ by more than this, and roundings by less. */
  private static final double ROUNDING = 1e-12;

  /** Whether there is a time in which this lets more through than the other. */
  boolean isMoreThan(Flow other) {
    boolean buckets = algorithm == Algorithm.TOKEN_BUCKET && other.algorithm == algorithm;
    if (rate() > other.rate() * (1 + ROUNDING)
        || (buckets ? flown(0) > other.flown(0) * (1 + ROUNDING) : until(0) > other.until(0))) {
      return true;
    }
    // Windows give room in steps: this one gains most at a step of its own, a bucket just before
    // a step of the other's.
    for (int window = 1; window <= WINDOWS; window++) {
      if (algorithm == Algorithm.SLIDING_WINDOW) {
        double time = (double) window * amount.perMillis();
        if (until(time) > other.until(time)) {
          return true;
        }
      } else if (other.algorithm == Algorithm.SLIDING_WINDOW) {
        double time = (double) window * other.amount.perMillis();
        if (shortOf(time) > other.shortOf(time)) {
          return true;
        }
      }
    }
    return false;
  }

  private double rate() {
    return switch (algorithm) {
      case TOKEN_BUCKET -> (double) amount.requests() / amount.perMillis() / cost;
      case SLIDING_WINDOW -> windows(1) / amount.perMillis();
    };
  }

  /** The most requests from a moment to this long after it. */
  private double until(double millis) {
    return switch (algorithm) {
      case TOKEN_BUCKET -> whole(flown(millis));
      case SLIDING_WINDOW -> windows(Math.floor(millis / amount.perMillis()) + 1);
    };
  }

  /** The same, and that is not quite over. */
  private double shortOf(double millis) {
    return switch (algorithm) {
      case TOKEN_BUCKET -> Math.ceil(flown(millis) * (1 - ROUNDING)) - 1;
      case SLIDING_WINDOW -> windows(Math.ceil(millis / amount.perMillis()));
    };
  }

  private double flown(double millis) {
    return (double) amount.burst() / cost + rate() * millis;
  }

  /** Each may have the burst besides. */
  private double windows(double number) {
    return whole((double) (amount.requests() + amount.burst()) / cost) * number;
  }

  private static double whole(double requests) {
    return Math.floor(requests * (1 + ROUNDING));
  }
}
