/**
 * Access log and metrics: they watch from the side and never touch the request path. On the I/O
 * thread they add to counters and put one entry into a queue; they take no lock there and wait for
 * nothing. Nothing that a client chooses becomes a metric label, and no credential is logged.
 */
@NullMarked
package dev.sluice.dataplane.observe;

import org.jspecify.annotations.NullMarked;
