/**
 * Limits on how many requests a backend gets at a time, and the line of those that wait. Knows
 * nothing of connections and requests.
 */
@NullMarked
package dev.sluice.dataplane.upstream.concurrency;

import org.jspecify.annotations.NullMarked;
