/** A real API server for tests, and what they put into it. Other modules use it too. */
@NullMarked
package dev.sluice.operator.cluster;

import org.jspecify.annotations.NullMarked;
