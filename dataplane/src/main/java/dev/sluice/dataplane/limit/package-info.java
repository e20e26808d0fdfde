/**
 * Limits of requests: policies of a snapshot become steps of the chains of the rules that they
 * apply to. Each step asks all its limits, and takes of all of them or of none.
 */
@NullMarked
package dev.sluice.dataplane.limit;

import org.jspecify.annotations.NullMarked;
