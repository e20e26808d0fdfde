package dev.sluice.dataplane.upstream.breaker;

/**
 * The permission to make one call, and how the call went. Used by one thread; must be {@link #ended
 * ended} once, whatever happens, or a half-open breaker misses a trial for a while.
 */
public final class BreakerCall {
  private static final int SERVER_ERROR = 500;

  private final Breaker breaker;
  private final long epoch;
  private final int batch;
  private long nanos;
  private boolean told;
  private boolean failed;
  private boolean whole;

  /**
   * @param batch of trials that it is one of; 0 for none
   */
  BreakerCall(Breaker breaker, long epoch, int batch) {
    this.breaker = breaker;
    this.epoch = epoch;
    this.batch = batch;
  }

  long epoch() {
    return epoch;
  }

  boolean trial() {
    return batch > 0;
  }

  int batch() {
    return batch;
  }

  /**
   * The head of the final answer is there.
   *
   * @param took since the call began
   */
  public void answered(int status, long took) {
    nanos = took;
    if (status >= SERVER_ERROR) {
      failed = true;
    } else if (trial()) {
      // Its last byte may be long in coming, and others wait for what the trial says.
      told = true;
      breaker.succeeded(this, nanos);
    }
  }

  /**
   * The backend is at fault: no answer, or a broken one.
   *
   * @param took since the call began
   */
  public void failed(long took) {
    nanos = nanos == 0 ? took : nanos;
    failed = true;
  }

  /** All of the answer is read, or it has become a tunnel. */
  public void whole() {
    whole = true;
  }

  /** Nothing more happens. */
  public void ended() {
    if (told) {
      if (failed) {
        breaker.brokeOff(this, nanos);
      }
    } else if (failed) {
      breaker.failed(this, nanos);
    } else if (whole) {
      breaker.succeeded(this, nanos);
    } else {
      breaker.givenUp(this);
    }
  }
}
