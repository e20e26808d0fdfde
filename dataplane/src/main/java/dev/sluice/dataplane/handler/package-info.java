/** One behaviour, one final class, one file. */
@NullMarked
package dev.sluice.dataplane.handler;

import org.jspecify.annotations.NullMarked;
