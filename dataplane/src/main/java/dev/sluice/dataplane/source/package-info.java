/** Where snapshots come from: files, the operator's push stream, the last good one on disk. */
@NullMarked
package dev.sluice.dataplane.source;

import org.jspecify.annotations.NullMarked;
