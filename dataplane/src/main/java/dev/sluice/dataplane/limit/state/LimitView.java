package dev.sluice.dataplane.limit.state;

import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimitSection;

/**
 * A limit that is in force, and what is counted for it.
 *
 * @param policy that has it
 */
public record LimitView(RateLimitSection policy, RateLimit limit, LimitState state) {}
