/** Counters of limits: what one key has used. Know nothing of requests, policies and stores. */
@NullMarked
package dev.sluice.dataplane.limit.count;

import org.jspecify.annotations.NullMarked;
