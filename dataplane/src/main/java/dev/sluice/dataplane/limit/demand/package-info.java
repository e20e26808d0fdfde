/**
 * What keys ask of a limit in its window, whether they get it or not: how large a limit would have
 * to be. In bounded memory; knows nothing of requests and policies.
 */
@NullMarked
package dev.sluice.dataplane.limit.demand;

import org.jspecify.annotations.NullMarked;
