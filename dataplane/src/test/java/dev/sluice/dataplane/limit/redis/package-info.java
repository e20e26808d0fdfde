/** Counters in a real Redis. */
@NullMarked
package dev.sluice.dataplane.limit.redis;

import org.jspecify.annotations.NullMarked;
