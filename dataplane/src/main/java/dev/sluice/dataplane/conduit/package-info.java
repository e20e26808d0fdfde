/**
 * What conduits of our own have in common: one way to read and one way to write, and the rest
 * follows.
 */
@NullMarked
package dev.sluice.dataplane.conduit;

import org.jspecify.annotations.NullMarked;
