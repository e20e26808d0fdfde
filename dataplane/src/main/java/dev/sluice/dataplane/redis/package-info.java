/**
 * The Redis that the data planes of one DataPlane share. Whoever needs it runs scripts, each one
 * round trip, and never waits: an answer, or that there is none, comes on a thread of the
 * connection within {@link SharedRedis#TIMEOUT}. Without Redis in the configuration no class of the
 * library is loaded and no thread runs.
 */
@NullMarked
package dev.sluice.dataplane.redis;

import org.jspecify.annotations.NullMarked;
