package dev.sluice.dataplane.upstream.budget;

/**
 * A retry budget as the admin port and the metrics show it.
 *
 * @param taken extra tries that were made
 * @param refused extra tries that it did not allow
 */
public record BudgetView(long taken, long refused) {}
