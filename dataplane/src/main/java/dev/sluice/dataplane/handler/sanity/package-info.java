/**
 * Whether a request is one that backends read as we do. What leaves this package has one framing, a
 * path in one form, and no header in which a client speaks in the gateway's name (RFC 9112).
 */
@NullMarked
package dev.sluice.dataplane.handler.sanity;

import org.jspecify.annotations.NullMarked;
