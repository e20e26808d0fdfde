/**
 * Which of several candidates gets a request: one algorithm a file, each over a fixed group, and
 * what stands in front of all of them (own zone first, slow start). A group is built when its
 * members, their weights or their health change, and then only read; a choice takes no lock and
 * allocates nothing. A leaf: knows nothing of requests, connections or backends.
 */
@NullMarked
package dev.sluice.dataplane.upstream.balance;

import org.jspecify.annotations.NullMarked;
