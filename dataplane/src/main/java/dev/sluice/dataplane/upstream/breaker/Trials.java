package dev.sluice.dataplane.upstream.breaker;

import dev.sluice.snapshot.CircuitBreaker.On;
import dev.sluice.snapshot.Timeout;

/**
 * The trial calls of a half-open breaker. Exactly so many are admitted as are wanted; one that is
 * given up makes room for another. One that has no answer for too long makes room as well, so that
 * a call which never ends does not keep the breaker half open for ever; if its answer does come it
 * still counts.
 *
 * <p>Guarded by the breaker's lock.
 */
final class Trials {
  private static final long LEAST_PATIENCE = 1_000;

  private final On policy;
  private long since;
  private int batch = 1;
  private int underWay;
  private int decided;
  private int failures;
  private int slow;

  /** What the trials say so far. */
  enum Verdict {
    UNDECIDED,
    GOOD,
    BAD
  }

  Trials(On policy, long nowMillis) {
    this.policy = policy;
    since = nowMillis;
  }

  /** The number of the batch that the call is one of; 0 for none. */
  int admit(long nowMillis) {
    if (underWay + decided >= policy.halfOpenCalls()) {
      if (underWay == 0 || nowMillis - since < patience()) {
        return 0;
      }
      batch++;
      underWay = 0;
      since = nowMillis;
    }
    underWay++;
    return batch;
  }

  private long patience() {
    return Math.max(policy.openMillis(), LEAST_PATIENCE);
  }

  void givenUp(int ofBatch) {
    if (ofBatch == batch) {
      underWay--;
    }
  }

  Verdict decided(int ofBatch, boolean failed, long nanos) {
    givenUp(ofBatch);
    decided++;
    if (failed) {
      failures++;
    }
    if (policy.slowCall() instanceof Timeout.After(long millis) && nanos > millis * 1_000_000) {
      slow++;
    }
    return verdict();
  }

  /** A call that counted as a success has failed after all. */
  Verdict broke() {
    failures++;
    return verdict();
  }

  private Verdict verdict() {
    int all = policy.halfOpenCalls();
    boolean consecutive =
        policy.consecutiveFailures() > 0 && failures >= policy.consecutiveFailures();
    if (consecutive
        || failures * 100 >= policy.failureRatePercent() * all
        || (policy.slowCall() instanceof Timeout.After
            && slow * 100 >= policy.slowCallRatePercent() * all)) {
      return Verdict.BAD;
    }
    return decided >= all ? Verdict.GOOD : Verdict.UNDECIDED;
  }

  @Override
  public String toString() {
    return failures + " of " + decided + " trial calls failed, " + slow + " were slow";
  }
}
