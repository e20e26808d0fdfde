/** From a request to the rule that takes it. */
@NullMarked
package dev.sluice.dataplane.routing;

import org.jspecify.annotations.NullMarked;
