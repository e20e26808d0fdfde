package dev.sluice.dataplane.limit.store;

/**
 * What a counter says.
 *
 * @param enough whether there was enough
 * @param left what is left now
 * @param nanosUntilEnough how long until there will be enough if nobody takes any more; 0 if there
 *     is, {@link Long#MAX_VALUE} if there never will be
 * @param nanosUntilFull how long until all of it is left
 */
public record Tally(boolean enough, long left, long nanosUntilEnough, long nanosUntilFull) {}
