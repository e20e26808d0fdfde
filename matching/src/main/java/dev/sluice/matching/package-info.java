/**
 * Hosts, paths, precedence: the one matcher of data plane, compiler and explain, so that all three
 * agree on what a request is and which rule it belongs to.
 *
 * <p>Everything here is immutable and pure. What a client sent goes through {@link
 * dev.sluice.matching.HostName} and {@link dev.sluice.matching.RequestPath}; only what they return
 * is compared.
 */
@NullMarked
package dev.sluice.matching;

import org.jspecify.annotations.NullMarked;
