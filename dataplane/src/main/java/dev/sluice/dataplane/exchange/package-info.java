/** What is known of one request while it is served. Written and read on its I/O thread only. */
@NullMarked
package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.NullMarked;
