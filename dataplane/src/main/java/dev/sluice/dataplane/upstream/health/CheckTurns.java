package dev.sluice.dataplane.upstream.health;

/**
 * The checks of a whole process, spread over time: so many begin in a second, however many
 * endpoints there are and however often their owners ask. Turns are given in the order in which
 * they are asked for, and no endpoint waits for two, so that the longest wait is that for one check
 * of each endpoint there is: nobody is forgotten because another asks too often.
 */
final class CheckTurns {
  /** What may begin at once after a pause, in time. */
  private static final long CREDIT_NANOS = 100_000_000;

  private final long gapNanos;
  private long next;

  /**
   * @param perSecond 1 or more
   * @param now as {@link System#nanoTime} tells it
   */
  CheckTurns(int perSecond, long now) {
    gapNanos = 1_000_000_000L / perSecond;
    next = now - CREDIT_NANOS;
  }

  /** Takes the next turn: that many milliseconds from now; 0 if it is now. */
  synchronized long takeMillis(long now) {
    if (next - (now - CREDIT_NANOS) < 0) {
      next = now - CREDIT_NANOS;
    }
    next += gapNanos;
    return Math.max(0, (next - now + 999_999) / 1_000_000);
  }
}
