/**
 * Snapshot to an immutable runtime, and the one reference that is swapped. Everything that can fail
 * fails here. What belongs to a name and outlives snapshots is held by {@link
 * dev.sluice.dataplane.runtime.LastingState}, {@link dev.sluice.dataplane.runtime.EndpointsInForce}
 * and the upstreams.
 */
@NullMarked
package dev.sluice.dataplane.runtime;

import org.jspecify.annotations.NullMarked;
