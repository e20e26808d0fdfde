/** Real servers of Redis, for tests. */
@NullMarked
package dev.sluice.dataplane.redis;

import org.jspecify.annotations.NullMarked;
