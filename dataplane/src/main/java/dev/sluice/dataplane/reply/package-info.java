/**
 * The answers that the gateway makes itself: each has a {@link
 * dev.sluice.dataplane.reply.FailureKind} and one form on the wire.
 */
@NullMarked
package dev.sluice.dataplane.reply;

import org.jspecify.annotations.NullMarked;
