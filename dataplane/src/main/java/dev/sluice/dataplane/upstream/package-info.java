/**
 * From a chosen backend to its answer: endpoint picker, pool, attempt, retry decision, relay, each
 * in its file.
 */
@NullMarked
package dev.sluice.dataplane.upstream;

import org.jspecify.annotations.NullMarked;
