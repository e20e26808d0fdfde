/**
 * Why a request goes where it goes.
 *
 * <p>Nothing here judges by itself: conditions are those of {@code matching}, chains those of the
 * data plane, everything else stands in the snapshot.
 */
@NullMarked
package dev.sluice.cli.explain;

import org.jspecify.annotations.NullMarked;
