/** What metrics of limits say: how large a limit would have to be. Pure: text in, text out. */
@NullMarked
package dev.sluice.cli.limits;

import org.jspecify.annotations.NullMarked;
