package dev.sluice.dataplane.limit.store;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.snapshot.RateLimit;

/**
 * What a request asks of one counter. A request asks a counter once.
 *
 * @param cost what it takes; 0 or more
 * @param needed what must be left for it; not less than the cost, more where only the answer tells
 *     what is to be charged
 * @param binding whether nothing is taken anywhere if there is not enough here; a policy that is
 *     only tried out binds nobody
 * @param lease whether quotas may be taken ahead of need, so that most requests ask nobody
 */
public record Demand(
    CounterKey key,
    RateLimit.Algorithm algorithm,
    Amount amount,
    long cost,
    long needed,
    boolean binding,
    boolean lease) {}
