/**
 * Shares of limits that all replicas have in common, as the operator hands them out: how much of a
 * limit is this replica's now, and what it reports of its demand. Knows no stream; see {@code
 * docs/decisions/shares-of-a-limit.md}.
 */
@NullMarked
package dev.sluice.dataplane.limit.quota;

import org.jspecify.annotations.NullMarked;
