package dev.sluice.dataplane.upstream.concurrency;

/**
 * A limit as the admin port and the metrics show it.
 *
 * @param limit now
 * @param inFlight requests that have a slot
 * @param waiting requests in line
 * @param refused requests that found the line full
 */
public record ConcurrencyView(int limit, int inFlight, int waiting, long refused) {}
