/**
 * collect → compile → publish, on every replica.
 *
 * <p>True of what leaves this package: it never waits for leadership, for a status or for a data
 * plane; pods that come or go touch no route.
 */
@NullMarked
package dev.sluice.operator.compile;

import org.jspecify.annotations.NullMarked;
