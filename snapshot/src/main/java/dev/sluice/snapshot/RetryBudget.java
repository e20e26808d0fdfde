package dev.sluice.snapshot;

/**
 * How many extra tries (retries and hedges) a backend gets from one data plane, whatever the routes
 * say.
 *
 * @param percent of the requests of the last seconds, 0 to 100
 * @param minPerSecond so many are always allowed, 0 or more
 */
public record RetryBudget(int percent, int minPerSecond) implements BackendPart {
  public static final RetryBudget DEFAULT = new RetryBudget(20, 10);
}
