/**
 * Hands out shares of limits to the replicas of a data plane. Knows no stream and no clock but the
 * times that it is told; the sum of what it hands out never exceeds a limit.
 */
@NullMarked
package dev.sluice.operator.quota;

import org.jspecify.annotations.NullMarked;
