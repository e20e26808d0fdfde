/**
 * What each data plane was told last, kept in Secrets beside it: for operators that start anew (the
 * last good version of what an edit broke) and for pods that start while there is no operator.
 *
 * <p>True of what is kept: it is whole at every moment, whatever happens to the writer; it is never
 * older than what was kept before; only the leader writes, every replica reads.
 */
@NullMarked
package dev.sluice.operator.keep;

import org.jspecify.annotations.NullMarked;
