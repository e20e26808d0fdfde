package dev.sluice.dataplane.upstream.health;

import java.time.Instant;

/**
 * The check of an endpoint that ended last.
 *
 * @param at when it ended
 * @param detail why it failed; empty if it passed
 */
public record LastCheck(Instant at, CheckOutcome outcome, String detail, long tookMillis) {}
