/** Shares of limits, as replicas of all kinds ask for them. */
@NullMarked
package dev.sluice.operator.quota;

import org.jspecify.annotations.NullMarked;
