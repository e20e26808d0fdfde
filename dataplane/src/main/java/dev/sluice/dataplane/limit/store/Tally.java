package dev.sluice.dataplane.limit.store;

/**
 * What a counter says.
 *
 * @param enough whether there was enough
 * @param left what is left now
 * @param nanosUntilEnough how long until there will be enough if nobody takes any more; 0 if there
 *     is, {@link Long#MAX_VALUE} if there never will be
 * @param nanosUntilFull how long until all of it is left
 * @param receipt what was taken
 */
public record Tally(
    boolean enough, long left, long nanosUntilEnough, long nanosUntilFull, Receipt receipt) {
  /**
   * What was taken, to be given back if the request does not pass after all.
   *
   * @param taken 0 if nothing was
   * @param at when, in the store's own time; negative if it was taken ahead of need
   */
  public record Receipt(long taken, double at) {
    /** Nothing was taken. */
    public static final Receipt NOTHING = new Receipt(0, 0);

    private static final Receipt ONE_AHEAD = new Receipt(1, -1);

    /** Of what is held in this process. */
    public static Receipt ahead(long taken) {
      return taken == 1 ? ONE_AHEAD : new Receipt(taken, -1);
    }

    public boolean isAhead() {
      return at < 0;
    }
  }
}
