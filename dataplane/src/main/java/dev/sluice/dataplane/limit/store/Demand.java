package dev.sluice.dataplane.limit.store;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.snapshot.RateLimit;

/**
 * What a request asks of one counter. A request asks a counter once.
 *
 * @param cost 0 or more; with 0 it only asks what is left
 * @param binding whether nothing is taken anywhere if there is not enough here; a policy that is
 *     only tried out binds nobody
 * @param lease whether quotas may be taken ahead of need, so that most requests ask nobody
 */
public record Demand(
    CounterKey key,
    RateLimit.Algorithm algorithm,
    Amount amount,
    long cost,
    boolean binding,
    boolean lease) {}
