/**
 * Circuit breakers: whether a backend is asked at all. Knows nothing of connections and requests;
 * whoever asks says how it went, in the time of the clock that it was given.
 */
@NullMarked
package dev.sluice.dataplane.upstream.breaker;

import org.jspecify.annotations.NullMarked;
