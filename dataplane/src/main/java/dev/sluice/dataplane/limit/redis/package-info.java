/**
 * Counters of limits in Redis. All that a request asks of one server goes there in one script,
 * together with what other requests ask at that time; Redis's own clock is the only one that
 * counts. An answer comes within 20 ms or {@link
 * dev.sluice.dataplane.limit.store.CountersUnavailable} does; while a server does not answer nobody
 * waits for it at all.
 */
@NullMarked
package dev.sluice.dataplane.limit.redis;

import org.jspecify.annotations.NullMarked;
