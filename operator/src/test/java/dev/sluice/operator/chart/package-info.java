/** The charts, as Helm renders them: what a cluster would be given. */
@NullMarked
package dev.sluice.operator.chart;

import org.jspecify.annotations.NullMarked;
