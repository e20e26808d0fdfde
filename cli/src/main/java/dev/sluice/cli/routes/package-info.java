/** Which rules there are, in the order in which data planes ask them. */
@NullMarked
package dev.sluice.cli.routes;

import org.jspecify.annotations.NullMarked;
