/** Which requests a limit counts. Knows nothing of counters. */
@NullMarked
package dev.sluice.dataplane.limit.when;

import org.jspecify.annotations.NullMarked;
