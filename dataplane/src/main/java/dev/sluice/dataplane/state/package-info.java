/** What a data plane keeps on its own disk for its next start. Nobody else is to read it. */
@NullMarked
package dev.sluice.dataplane.state;

import org.jspecify.annotations.NullMarked;
