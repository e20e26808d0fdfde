/** Who asks: what authentication finds out, and all later steps read. */
@NullMarked
package dev.sluice.dataplane.identity;

import org.jspecify.annotations.NullMarked;
