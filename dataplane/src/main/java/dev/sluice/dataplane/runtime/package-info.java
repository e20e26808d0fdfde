/**
 * Snapshot to an immutable runtime, and the one reference that is swapped. Everything that can fail
 * fails here.
 */
@NullMarked
package dev.sluice.dataplane.runtime;

import org.jspecify.annotations.NullMarked;
