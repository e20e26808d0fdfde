package dev.sluice.snapshot;

/** Whether a backend that fails is left alone for a while. */
public sealed interface CircuitBreaker extends BackendPart {
  CircuitBreaker OFF = new Off();

  /** Requests go to the backend whatever it answers. */
  record Off() implements CircuitBreaker {}

  /**
   * A failure is a connect error, reset, timeout or any 5xx.
   *
   * @param failureRatePercent of the calls in the window, 1 to 100
   * @param slowCallRatePercent of the calls in the window, 1 to 100
   * @param slowCall a call that takes longer to the head of its answer is slow
   * @param minimumCalls with fewer in the window rates do not count
   * @param windowMillis whole seconds
   * @param consecutiveFailures so many in a row open it; 0: never
   * @param openMillis for so long
   * @param halfOpenCalls trial calls, 1 or more
   */
  record On(
      int failureRatePercent,
      int slowCallRatePercent,
      Timeout slowCall,
      int minimumCalls,
      long windowMillis,
      int consecutiveFailures,
      long openMillis,
      int halfOpenCalls,
      BreakerFallback fallback)
      implements CircuitBreaker {
    /** The same but for this. */
    public On with(BreakerFallback other) {
      return new On(
          failureRatePercent,
          slowCallRatePercent,
          slowCall,
          minimumCalls,
          windowMillis,
          consecutiveFailures,
          openMillis,
          halfOpenCalls,
          other);
    }
  }
}
