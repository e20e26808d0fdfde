package dev.sluice.dataplane.limit.count;

/**
 * What one key has used of one limit. Safe for many threads; nobody waits for another, but for the
 * few nanoseconds in which what has left is taken away. All times are nanoseconds of one clock that
 * does not run backwards, whatever its origin; a thread that comes late with an earlier time is
 * counted as of the latest.
 *
 * <p>The amount may be another one each time: what was taken stays, and the amount that is asked
 * decides how much of it still counts and how much is left.
 */
public sealed interface Counter permits SlidingWindow, TokenBucket {
  /**
   * Takes so much if so much is left.
   *
   * @param cost 0 or more; with 0 it only tells what is left
   * @return what is left then; -1 if nothing was taken, for there was not enough (with 0: if more
   *     was charged than the limit has)
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
   * How long until so much will be left if nobody takes any more, to the nanosecond; 0: now.
   *
   * @return {@link Long#MAX_VALUE} if so much never will be
   */
  long untilLeft(long cost, Amount amount, long now);

  /**
   * How long until all of it will be left if nobody takes any more; 0: now.
   *
   * @return {@link Long#MAX_VALUE} if it never will be
   */
  long untilFull(Amount amount, long now);

  /** Whether forgetting it would change nothing, for all of it is left. */
  boolean isFull(Amount amount, long now);

  /** How much memory it takes. */
  int bytes();

  /**
   * No table has it any more, so that what it takes from now on counts nowhere.
   *
   * @return how much memory it took until then
   */
  int retire();
}
