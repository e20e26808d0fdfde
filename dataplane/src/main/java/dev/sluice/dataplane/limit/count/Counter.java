package dev.sluice.dataplane.limit.count;

/**
 * What one key has used of one limit. Safe for many threads; nobody waits for another, but for the
 * few nanoseconds in which a window moves on. All times are nanoseconds of one clock that does not
 * run backwards.
 */
public sealed interface Counter permits SlidingWindow, TokenBucket {
  /**
   * Takes so much if so much is left.
   *
   * @param cost 0 or more; with 0 it only tells what is left
   * @return what is left then; negative if nothing was taken, for there was not enough
   */
  long take(long cost, Amount amount, long now);

  /** Takes so much whether it is left or not: what a request turned out to cost. */
  void charge(long cost, Amount amount, long now);

  /**
   * Gives back what was taken at that time, as if it had not been.
   *
   * @param then the time that {@link #take} was told
   */
  void giveBack(long cost, Amount amount, long then, long now);

  /**
   * How long until so much will be left if nobody takes any more; 0: now.
   *
   * @return {@link Long#MAX_VALUE} if so much never will be
   */
  long untilLeft(long cost, Amount amount, long now);

  /** Whether forgetting it would change nothing, for all of it is left. */
  boolean isFull(Amount amount, long now);
}
