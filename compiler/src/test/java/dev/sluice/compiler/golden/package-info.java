/** Pairs of files: resources in, statuses and snapshots out. */
@NullMarked
package dev.sluice.compiler.golden;

import org.jspecify.annotations.NullMarked;
