/** What the operator tells Prometheus. */
@NullMarked
package dev.sluice.operator.observe;

import org.jspecify.annotations.NullMarked;
