/** Access log and metrics: they watch from the side and never touch the request path. */
@NullMarked
package dev.sluice.dataplane.observe;

import org.jspecify.annotations.NullMarked;
