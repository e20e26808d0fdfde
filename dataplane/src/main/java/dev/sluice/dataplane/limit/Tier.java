package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.demand.DemandSketch;
import dev.sluice.dataplane.limit.key.KeyMaker;
import dev.sluice.snapshot.RateLimit;

/**
 * An amount, and the keys of the counters that have it.
 *
 * @param most of the amount that there ever is, in digits
 * @param policy member of {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10)
 * @param demand hears of all that is asked
 */
record Tier(Amount amount, String most, KeyMaker keys, String policy, DemandSketch demand) {
  static final long NANOS_PER_MILLI = 1_000_000;

  static Amount amount(RateLimit.Amount amount, RateLimit.Algorithm algorithm) {
    return new Amount(
        amount.requests(),
        amount.perMillis() * NANOS_PER_MILLI,
        switch (algorithm) {
          case SLIDING_WINDOW -> amount.requests() + amount.burst();
          case TOKEN_BUCKET -> amount.burst();
        });
  }

  /** What one of several data planes may let pass by itself: not less than one. */
  static Amount share(Amount whole, int replicas) {
    return replicas <= 1
        ? whole
        : new Amount(
            share(whole.requests(), replicas), whole.nanos(), share(whole.most(), replicas));
  }

  private static long share(long whole, int replicas) {
    return (whole + replicas - 1) / replicas;
  }
}
