package dev.sluice.dataplane.limit.count;

/**
 * How much of what in which time.
 *
 * @param requests 0 to 1,000,000,000 in each window; of a bucket, what flows into it in that time
 * @param nanos the window, 1 s to 31 d
 * @param most at once: of a window, requests and burst; of a bucket, its capacity
 */
public record Amount(long requests, long nanos, long most) {
  public Amount {
    if (requests < 0 || nanos <= 0 || most < 0 || most > 2_000_000_000L) {
      throw new IllegalArgumentException("no amount: " + requests + "/" + nanos + "/" + most);
    }
  }
}
