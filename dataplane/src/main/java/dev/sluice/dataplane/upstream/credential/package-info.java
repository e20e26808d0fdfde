/**
 * What the gateway shows to a backend to be let in. Belongs to the backend: one that a request is
 * handed on to shows its own.
 *
 * <p>True of everything here: nothing prints what it holds, no I/O thread waits, and it knows
 * nothing of requests and connections.
 */
@NullMarked
package dev.sluice.dataplane.upstream.credential;

import org.jspecify.annotations.NullMarked;
