/** The data plane as a whole: wired here, started here, stopped here. */
@NullMarked
package dev.sluice.dataplane;

import org.jspecify.annotations.NullMarked;
