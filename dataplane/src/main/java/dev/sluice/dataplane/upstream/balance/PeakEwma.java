package dev.sluice.dataplane.upstream.balance;

import java.util.function.LongSupplier;

/**
 * The lower cost: latency times requests under way for the weight. One that slows down loses
 * requests before they pile up; one that was never asked gets one request and waits for its answer.
 */
final class PeakEwma<C extends Candidate> implements TwoChoices.Rank<C> {
  /** Of one whose first answer is awaited. */
  private static final double UNKNOWN_NANOS = 1e9;

  private final LongSupplier clock;

  PeakEwma(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public boolean firstIsBetter(C first, int weight, C second, int otherWeight) {
    long now = clock.getAsLong();
    return cost(first, now) * otherWeight < cost(second, now) * weight;
  }

  private double cost(C candidate, long now) {
    int load = candidate.load();
    double latency = candidate.latency().nanos(now);
    if (latency == 0 && load > 0) {
      latency = UNKNOWN_NANOS;
    }
    return latency * (load + 1);
  }
}
