/** JMH, the load harness against peers, committed results. */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
