package dev.sluice.dataplane.limit.count;

/**
 * How much of what in which time.
 *
 * @param requests 0 to 1,000,000,000 in each window; of a bucket, what flows into it in that time
 * @param nanos the window, 1 s to 31 d
 * @param most at once: of a window, requests and burst; of a bucket, its capacity
 */
public record Amount(long requests, long nanos, long most) {
  private static final long MOST_REQUESTS = 1_000_000_000L;
  private static final long LONGEST = 1L << 52;

  public Amount {
    if (requests < 0 || requests > MOST_REQUESTS || most < 0 || most > 2 * MOST_REQUESTS) {
      throw new IllegalArgumentException("no amount: " + requests + ", at once " + most);
    }
    if (nanos <= 0 || nanos > LONGEST) {
      throw new IllegalArgumentException("no window of a limit: " + nanos + " ns");
    }
  }
}
