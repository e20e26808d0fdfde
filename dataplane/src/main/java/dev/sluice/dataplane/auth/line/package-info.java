/** Lines before what is slow: bounded, and fair to clients. What waits is not known here. */
@NullMarked
package dev.sluice.dataplane.auth.line;

import org.jspecify.annotations.NullMarked;
