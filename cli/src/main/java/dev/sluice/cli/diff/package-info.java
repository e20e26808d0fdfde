/**
 * What changes for traffic between two sets of resources.
 *
 * <p>Compares what requests meet, not what files say: every kind of request that a rule of either
 * side speaks of is asked of both route tables. So moving, renaming and reordering are no changes.
 */
@NullMarked
package dev.sluice.cli.diff;

import org.jspecify.annotations.NullMarked;
