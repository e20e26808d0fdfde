/**
 * Counters that several data planes share: what the steps of a chain ask, and what they hear. Knows
 * nothing of requests and policies.
 */
@NullMarked
package dev.sluice.dataplane.limit.store;

import org.jspecify.annotations.NullMarked;
