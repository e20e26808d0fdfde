/**
 * Which counter a request counts in: what its limit asks of it, in bytes that no client can make
 * look like another's, and a hash of them. Knows nothing of counters and stores.
 */
@NullMarked
package dev.sluice.dataplane.limit.key;

import org.jspecify.annotations.NullMarked;
